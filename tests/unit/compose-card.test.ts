// The words of one card and of many, in both languages.
import { describe, expect, test } from 'vitest';
import { type Card, type MessageKind, messageKinds } from '../../schemas/card.ts';
import { composeCard } from '../../services/alert/compose-card.ts';
import { composeList } from '../../services/alert/compose-list.ts';
import { composeMail } from '../../services/alert/compose-mail.ts';
import { standingText } from '../../services/alert/compose-standing.ts';
import type { Language } from '../../services/alert/compose-words.ts';
import { aCard, aMessage, composing, manyCards, WITHDRAWN } from '../support/card-builder.ts';

const say = (change: Partial<Card>, kind: MessageKind = 'raised', language: Language = 'zh') =>
  composeCard(aCard(change), kind, language, composing(language));
const fact = (text: ReturnType<typeof say>, label: string) =>
  text.facts.find((one) => one.label === label)?.value;

describe('a red card', () => {
  test('in Chinese says what, how late, by which clause, who answers until when', () => {
    const text = say({});
    expect(text.title).toBe('【红牌】办件 W-2026-0117 · 超时 1 个工作日 · 用水报装');
    expect(text.asks).toEqual(['请吉安市水务公司于 2026年3月13日 17:30 前签收，并回复原因和预计办结日期。']);
    expect(Object.fromEntries(text.facts.map(({ label, value }) => [label, value]))).toEqual({
      进度: '超时 1 个工作日，截至 2026年3月11日 09:00',
      期限: '2026年3月10日 24:00',
      承办单位: '吉安市水务公司',
      事项: '供水 · 用水报装',
      依据: '《吉安市2023年优化营商环境工作要点》（吉府办字〔2023〕12号）第三条第（二）项',
      时限: '8 个工作日',
      用时: '9 个工作日',
      辖区: '江西省吉安市',
      状态: '已亮牌',
    });
    expect([text.notes, text.mayReply]).toEqual([[], true]);
  });

  test('in English says the same', () => {
    const text = say({}, 'raised', 'en');
    expect(text.title).toBe('[Red card] Case W-2026-0117 · 1 working day late · new water connection');
    expect(text.asks[0]).toContain('acknowledge by 13 Mar 2026, 17:30 (UTC+8)');
    expect(fact(text, 'Deadline')).toBe('10 Mar 2026, 24:00 (UTC+8)');
    expect(fact(text, 'Limit')).toBe('8 working days');
  });
});

describe('how it stands', () => {
  const at = (change: Partial<Card>, language: Language = 'zh') => standingText(aCard(change), language);
  const early = { reachedAt: '2026-03-06T09:00:00+08:00' };

  test('what is left before the deadline', () => {
    expect(at({ ...early, elapsed: 6 })).toBe('剩余 2 个工作日');
    expect(at({ ...early, elapsed: 7.5, unit: 'hour' }, 'en')).toBe('0.5 hours left');
    expect(at({ ...early, elapsed: 7 }, 'en')).toBe('1 working day left');
  });

  test('at the deadline itself it is in time still, the instant after it is late', () => {
    expect(at({ reachedAt: '2026-03-11T00:00:00+08:00', elapsed: 8 })).toBe('时限已用尽');
    expect(at({ reachedAt: '2026-03-11T00:00:00.001+08:00', elapsed: 8 })).toBe('已超过期限');
  });

  test('a rest of rounding is neither late nor left, and little is not nothing', () => {
    expect(at({ deadline: null, limit: 0.3, elapsed: 0.1 + 0.2 })).toBe('时限已用尽');
    expect(at({ deadline: null, limit: 0.3, elapsed: 0.301 })).toBe('超时 < 0.01 个工作日');
  });

  test('without amounts only the deadline is told; without that, nothing', () => {
    expect(at({ ...early, elapsed: null })).toBe('期限：2026年3月10日 24:00');
    expect(at({ elapsed: null, limit: null })).toBe('已超过期限');
    expect(at({ elapsed: null, deadline: null })).toBe('');
  });

  test('what is no time is neither late nor left', () => {
    expect(at({ unit: 'percent', limit: 95, elapsed: 91.5, deadline: null })).toBe('实际 91.5%，限值 95%');
    expect(at({ unit: 'count', limit: 3, elapsed: 4, deadline: null }, 'en')).toBe('actual 4, limit 3');
  });
});

test('raised late is marked with both instants, and only when it is raised', () => {
  const late = { raisedLate: true, raisedAt: '2026-03-12T08:31:00+08:00' };
  expect(say(late).notes).toEqual(['补亮：应于 2026年3月11日 09:00 亮牌，实于 2026年3月12日 08:31 亮牌。']);
  expect(say(late, 'raised', 'en').notes[0]).toMatch(/^Raised late: reached at 11 Mar .* raised at 12 Mar/);
  expect(say(late, 'reply-overdue').notes).toEqual([]);
});

describe('a withdrawal says what withdrew it', () => {
  test('an event, by its name and id', () => {
    const text = say(WITHDRAWN, 'withdrawn');
    expect(text.title).toBe('【撤牌】红牌 · 办件 W-2026-0117 · 用水报装');
    expect(text.notes).toEqual([
      '撤牌原因：后到事件“通水”（编号 evt-778），2026年3月12日 10:20 撤牌。',
      '3月9日已通水，3月12日补录。',
    ]);
    expect(text.asks).toEqual(['此牌不再有效，无需回复。']);
    expect([fact(text, '进度'), fact(text, '用时'), text.mayReply]).toEqual([undefined, undefined, false]);
  });

  test('rules', () => {
    const withdrawal = { ...WITHDRAWN.withdrawal, cause: 'rules' as const, eventId: null, eventType: null };
    const text = say({ ...WITHDRAWN, withdrawal: { ...withdrawal, detail: '' } }, 'withdrawn', 'en');
    expect(text.notes).toEqual([
      'Withdrawn at 12 Mar 2026, 10:20 (UTC+8) because targets or working calendars changed.',
    ]);
  });
});

test('the other kinds', () => {
  expect(say({}, 'reply-overdue').asks).toEqual([
    '吉安市水务公司应于 2026年3月13日 17:30 前回复，至今未回复。请立即回复。',
  ]);
  expect(say({}, 'reinstated').notes).toEqual(['原撤牌原因不再成立，此牌恢复有效。']);
  expect(say({ replyDueAt: null }).asks).toEqual(['此牌无需回复。']);
  expect(say({ department: '' }).asks[0]).toMatch(/^请承办单位于/);
  const reply = {
    at: '2026-03-11T15:00:00+08:00',
    by: '王芳',
    reason: '管网改造',
    expectedFinish: '2026-03-20',
  };
  const replied = say({ state: 'replied', reply });
  expect(fact(replied, '回复')).toBe('王芳，2026年3月11日 15:00 · 管网改造 · 预计 2026年3月20日 办结');
  expect(replied.asks).toEqual([]);
});

test('a group of cases', () => {
  const group = { caseId: null, group: '2026-10', unit: 'percent', limit: 95, elapsed: 91, deadline: null };
  expect(say(group).title).toBe('【红牌】统计组 2026-10 · 实际 91%，限值 95% · 用水报装');
  expect(fact(say(group), '实际')).toBe('91%');
});

test('instants keep their own zone, which is shown where it is not that of China', () => {
  const dutch = { deadline: '2026-03-31T00:00:00+02:00', replyDueAt: '2026-04-01T12:30:00Z' };
  expect(fact(say(dutch), '期限')).toBe('2026年3月30日 24:00（UTC+2）');
  expect(say(dutch, 'raised', 'en').asks[0]).toContain('1 Apr 2026, 12:30 (UTC)');
  const india = { deadline: '2026-03-31T10:00:00+05:30' };
  expect(fact(say(india, 'raised', 'en'), 'Deadline')).toBe('31 Mar 2026, 10:00 (UTC+05:30)');
});

describe('a list', () => {
  test('counts the rungs and stands in order of severity, then of deadline', () => {
    const list = composeList(aMessage(manyCards(100)), 'zh', composing());
    expect(list.title).toBe('【升级】亮牌 100 张：升级 10、红牌 10、黄牌 30、预警 50');
    expect(list.rows.map(({ rung }) => rung).join()).toBe(
      [
        ...Array(10).fill('escalation'),
        ...Array(10).fill('red'),
        ...Array(30).fill('yellow'),
        ...Array(50).fill('warning'),
      ].join(),
    );
    const reds = list.rows.slice(10, 20).map(({ deadline }) => Number(/月(\d+)日/.exec(deadline)![1]));
    expect(reds).toEqual([...reds].sort((a, b) => a - b));
  });

  test('in English', () => {
    const cards = [aCard(), aCard({ cardId: 'b', rung: 'warning' }), aCard({ cardId: 'c', rung: 'warning' })];
    expect(composeList(aMessage(cards), 'en', composing('en')).title).toBe(
      '[Red card] 3 cards raised: 1 red card, 2 warnings',
    );
  });

  test('of withdrawals says of each what withdrew it', () => {
    const cards = [aCard(WITHDRAWN), aCard({ ...WITHDRAWN, cardId: 'b' })];
    const list = composeList(aMessage(cards, { kind: 'withdrawn' }), 'zh', composing());
    expect([list.title, list.rows[0]!.standing]).toEqual(['【撤牌】2 张：红牌 2', '通水']);
  });

  test('marks what was raised late', () => {
    const list = composeList(aMessage([aCard({ raisedLate: true }), aCard()]), 'en', composing('en'));
    expect(list.rows.map(({ standing }) => standing)).toContain('1 working day late · raised late');
  });
});

test('every kind has a mail in every language, of one card, of many and of none', () => {
  for (const kind of Object.keys(messageKinds) as MessageKind[])
    for (const language of ['zh', 'en', 'both'] as const)
      for (const cards of [[], [aCard(WITHDRAWN)], [aCard(), aCard({ cardId: 'b' })]]) {
        const { subject, html, text } = composeMail(aMessage(cards, { kind }), composing(language));
        for (const part of [subject, html, text]) expect(part).not.toMatch(/undefined|null|NaN|\[object/);
        expect(text).toContain(language === 'en' ? 'automatically' : '自动发出');
      }
});
