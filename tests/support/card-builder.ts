// Builds cards and messages of them for tests.
import { Card, type CardMessage } from '../../schemas/card.ts';
import type { Composing } from '../../services/alert/compose-words.ts';

/** A red card of a water connection, one working day late, changed as asked. */
export const aCard = (change: Partial<Card> = {}): Card =>
  Card.parse({
    cardId: 'water/W-2026-0117/jian-water-1/red',
    rung: 'red',
    state: 'raised',
    system: 'water',
    caseId: 'W-2026-0117',
    group: null,
    targetId: 'jian-water-1',
    jurisdiction: 'cn/jiangxi/jian',
    department: '吉安市水务公司',
    service: 'new water connection',
    documentTitle: '吉安市2023年优化营商环境工作要点',
    documentNumber: '吉府办字〔2023〕12号',
    clause: '第三条第（二）项',
    limit: 8,
    unit: 'working_day',
    elapsed: 9,
    deadline: '2026-03-11T00:00:00+08:00',
    reachedAt: '2026-03-11T09:00:00+08:00',
    raisedAt: '2026-03-11T09:00:04+08:00',
    raisedLate: false,
    replyDueAt: '2026-03-13T17:30:00+08:00',
    reply: null,
    withdrawal: null,
    url: 'https://shixian.example.org/#/cards/water%2FW-2026-0117%2Fjian-water-1%2Fred',
    ...change,
  });

/** In ten: five warnings, three yellow cards, a red one, an escalation. */
const RUNGS = [...Array(5).fill('warning'), ...Array(3).fill('yellow'), 'red', 'escalation'] as const;
const DEPARTMENTS = ['吉安市水务公司', '遂川县水务局行政审批股', ''];
const ELAPSED = { warning: 6, yellow: 8, red: 9, escalation: 12 };

/** Cards of different cases, rungs and units in charge; always the same ones. */
export const manyCards = (count: number): Card[] =>
  Array.from({ length: count }, (_, i) => {
    const rung: Card['rung'] = RUNGS[i % 10]!;
    const id = `W-2026-${String(1000 + i)}`;
    const day = String(1 + (i % 27)).padStart(2, '0');
    return aCard({
      cardId: `water/${id}/jian-water-1/${rung}`,
      caseId: id,
      rung,
      elapsed: ELAPSED[rung],
      deadline: `2026-03-${day}T00:00:00+08:00`,
      reachedAt: `2026-03-${day}T${ELAPSED[rung] > 8 ? '09' : '00'}:00:00+08:00`,
      department: DEPARTMENTS[i % 3]!,
      url: `https://shixian.example.org/#/cards/${id}`,
    });
  });

export const WITHDRAWN = {
  state: 'withdrawn',
  withdrawal: {
    at: '2026-03-12T10:20:00+08:00',
    cause: 'event',
    eventId: 'evt-778',
    eventType: 'water.on',
    detail: '3月9日已通水，3月12日补录。',
  },
} as const satisfies Partial<Card>;

export const aMessage = (cards: readonly Card[], change: Partial<CardMessage> = {}): CardMessage => ({
  messageId: '0123456789abcdef0123456789abcdef',
  kind: 'raised',
  cards,
  at: Date.parse('2026-03-11T09:00:05+08:00'),
  ...change,
});

const NAMES: Record<string, string> = {
  'new water connection': '用水报装',
  'cn/jiangxi/jian': '江西省吉安市',
};

export const composing = (language: Composing['language'] = 'zh'): Composing => ({
  language,
  listUrl: 'https://shixian.example.org/#/cards',
  nameOf: (_what, id, asked) => (asked === 'zh' && Object.hasOwn(NAMES, id) ? NAMES[id]! : id),
});
