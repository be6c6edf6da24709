// Cards on the page: the address keeps what is listed, forms ask for what the API asks for, and sentences are right.
import { describe, expect, test } from 'vitest';
import {
  AcknowledgeQuestion,
  CardState,
  CloseQuestion,
  cardStates,
  ReplyQuestion,
  rungs,
  UpholdQuestion,
} from '../../schemas/card.ts';
import { CardQuery, type CardShown } from '../../schemas/card-answers.ts';
import { cardShown } from '../../services/api/card-views.ts';
import { foldCard, type UpEvent } from '../../services/core/card-life.ts';
import { allowedFrom } from '../../services/core/card-steps.ts';
import { cardsAddress } from '../../services/web/api.ts';
import {
  type CardFilters,
  cardStateOrder,
  countOf,
  isNarrowed,
  openCards,
  openStates,
  rungOrder,
  withFilters,
  withinOptions,
} from '../../services/web/cards/card-filters.ts';
import { cardSentence } from '../../services/web/cards/card-sentence.ts';
import { replyStanding, standingWords } from '../../services/web/cards/card-standing.ts';
import {
  allowedSteps,
  bodyOf,
  type Filled,
  missingIn,
  sortProblems,
  steps,
  usualStep,
} from '../../services/web/cards/card-steps.ts';
import { newKey } from '../../services/web/cards/idempotency-key.ts';
import { isPagePath, placeAddress, readPlace } from '../../services/web/place.ts';
import { wordsOf } from '../../services/web/words.ts';
import { cardIdOf, REACHED, REPLY_DUE, someFacts } from '../support/card-events.ts';

const HOUR = 3_600_000;
const read = (address: string) => {
  const url = new URL(address, 'http://host');
  return readPlace(url.pathname, url.search);
};

const narrowed: CardFilters = {
  system: 'water',
  rung: 'red',
  state: 'all',
  department: '水务公司 & 子公司',
  within: 'cn/jiangxi',
  caseId: '办件/1',
  cursor: `1773190800000-${cardIdOf('a')}`,
};

describe('the address', () => {
  test('of the list keeps all that it is narrowed to', () => {
    const place = { page: 'cards', filters: narrowed, language: 'zh' } as const;
    expect(read(placeAddress(place))).toEqual(place);
    expect(placeAddress(read('/cards/?state=open&rung='))).toBe('/cards');
  });
  test('of one card names it', () => {
    const place = { page: 'card', cardId: cardIdOf('a'), language: null } as const;
    expect(placeAddress(place)).toBe(`/cards/${cardIdOf('a')}`);
    expect(read(placeAddress(place))).toEqual(place);
    expect(isPagePath('/cards') && isPagePath(`/cards/${cardIdOf('a')}`)).toBe(true);
    expect(isPagePath('/cardsharp')).toBe(false);
  });
  test('falls back where it says what cannot be', () => {
    expect(read('/cards?rung=blue&state=lost')).toMatchObject({ filters: openCards });
  });
  test('of the API asks what the page is narrowed to, and nothing that the API refuses', () => {
    const query = Object.fromEntries(new URL(cardsAddress(narrowed, 50), 'http://host').searchParams);
    expect(CardQuery.parse(query)).toEqual({ ...narrowed, limit: 50 });
    expect(cardsAddress(openCards, 50)).toBe('/v1/cards?limit=50');
  });
});

describe('the list', () => {
  test('narrowed otherwise begins anew', () => {
    expect(withFilters(narrowed, { rung: null })).toEqual({ ...narrowed, rung: null, cursor: null });
    expect([isNarrowed(openCards), isNarrowed({ ...openCards, state: 'all', cursor: 'x' })]).toEqual([
      false,
      false,
    ]);
    expect(isNarrowed({ ...openCards, department: 'x' })).toBe(true);
  });
  test('offers every place and what it lies in, and the one chosen', () => {
    expect(withinOptions(['cn/hubei/ezhou', 'cn/hubei', ''], 'nl')).toEqual([
      'cn',
      'cn/hubei',
      'cn/hubei/ezhou',
      'nl',
    ]);
  });
  test('counts what it would list', () => {
    const counts = cardStateOrder.map((state, i) => ({ state, n: 10 ** i }));
    expect(countOf(counts, 'open')).toBe(111);
    expect(countOf(counts, 'upheld')).toBe(10_000);
    expect(countOf(counts, 'all')).toBe(111_111);
    expect(countOf([], 'open')).toBe(0);
  });
});

describe('steps', () => {
  const kinds = { acknowledge: 'acknowledged', reply: 'replied', close: 'closed', uphold: 'upheld' } as const;
  const questions = {
    acknowledge: AcknowledgeQuestion,
    reply: ReplyQuestion,
    close: CloseQuestion,
    uphold: UpholdQuestion,
  };
  const filled: Filled = { by: ' 李明 ', words: ' 材料延误 ', expectedFinish: '2026-03-20' };

  test.each(CardState.options)('of a card that is %s are those that are taken', (state) => {
    expect(allowedSteps(state)).toEqual(steps.filter((step) => allowedFrom[kinds[step]].includes(state)));
    const usual = usualStep(state);
    expect(usual === null ? openStates.includes(state) : !allowedSteps(state).includes(usual)).toBe(false);
  });

  test.each(steps)('%s sends what is asked for, and says beforehand what is missing', (step) => {
    const body = bodyOf(step, filled);
    expect(questions[step].parse(body)).toEqual(body);
    expect(body).toMatchObject({ by: '李明' });
    for (const words of ['x', '  ']) {
      for (const by of ['li', ' ']) {
        const asked = { by, words, expectedFinish: '' };
        const result = questions[step].safeParse(bodyOf(step, asked));
        const fields = result.error?.issues.map(({ path }) => path[0]) ?? [];
        expect(missingIn(step, asked), `${by}|${words}`).toEqual(fields);
      }
    }
  });

  test('what is refused stands at its field, and the rest by itself', () => {
    const problems = [
      { code: 'bad-question', message: 'first', field: 'reason' },
      { code: 'bad-question', message: 'second', field: 'reason' },
      { code: 'bad-question', message: 'odd', field: 'constructor' },
      { code: 'no-answer', message: 'none' },
    ];
    expect(sortProblems(problems)).toEqual({ fields: { reason: 'first' }, others: problems.slice(2) });
  });

  test('every form has a key of its own that the API takes', () => {
    const keys = Array.from({ length: 50 }, newKey);
    expect(new Set(keys).size).toBe(50);
    expect(keys.filter((key) => !/^[0-9a-f]{32}$/.test(key))).toEqual([]);
  });
});

describe('words', () => {
  const [zh, en] = [wordsOf('zh'), wordsOf('en')];

  test('of rungs and states are those of messages', () => {
    const bare = (text: string) => text.toLowerCase();
    for (const rung of rungOrder)
      expect([zh.rung[rung], bare(en.rung[rung])]).toEqual([rungs[rung].zh, rungs[rung].en]);
    for (const state of cardStateOrder)
      expect([zh.cardState[state], en.cardState[state]]).toEqual([
        cardStates[state].zh,
        cardStates[state].en,
      ]);
    expect([rungOrder, cardStateOrder]).toEqual([Object.keys(rungs), Object.keys(cardStates)]);
  });

  const measured = {
    limit: 8,
    elapsed: 9,
    unit: 'working_day',
    deadline: '2026-03-11T00:00:00+08:00',
    reachedAt: '2026-03-11T09:00:00+08:00',
  };
  test.each([
    [{}, '1 working day late', '超时 1 个工作日'],
    [{ elapsed: 8.001 }, '< 0.01 working days late', '超时 < 0.01 个工作日'],
    // On a rest day after the last day nothing more is counted, and yet the deadline has passed.
    [{ elapsed: 8 }, 'past its deadline', '已过截止时间'],
    [{ elapsed: 6, reachedAt: '2026-03-09T00:00:00+08:00' }, '2 working days left', '剩余 2 个工作日'],
    [{ elapsed: 8, reachedAt: '2026-03-10T17:00:00+08:00' }, 'limit used up', '时限已用尽'],
    [{ elapsed: 9, deadline: null }, '1 working day late', '超时 1 个工作日'],
    [
      { limit: null, reachedAt: '2026-03-10T09:00:00+08:00' },
      'deadline 2026-03-10 24:00 (+08:00)',
      '截止 2026-03-10 24:00 (+08:00)',
    ],
    [{ limit: 95, elapsed: 91.25, unit: 'percent' }, '91.25%, limit 95%', '实际 91.25%，限值 95%'],
    [{ limit: null, elapsed: null, deadline: null }, '', ''],
  ])('of %j', (change, english, chinese) => {
    const card = { ...measured, ...change };
    expect([standingWords(card, en, 'en'), standingWords(card, zh, 'zh')]).toEqual([english, chinese]);
  });

  const up: UpEvent = {
    kind: 'raised',
    cardId: cardIdOf('a'),
    key: '1',
    turn: 1,
    at: REACHED,
    facts: someFacts(),
  };
  const told = { cardId: up.cardId, key: 'k', turn: 1 };
  const shown = (...events: Parameters<typeof foldCard>[0][]): CardShown =>
    cardShown(foldCard([up, ...events.flatMap((some) => [...some])])!, '/x');
  const reply = (at: number) =>
    ({ ...told, kind: 'replied', at, by: '李明', reason: 'r', expectedFinish: null }) as const;
  const before = new Date(REPLY_DUE).toISOString();
  const after = new Date(REPLY_DUE + 1).toISOString();

  test('of the reply follow the program’s clock, and what was told', () => {
    expect(replyStanding(shown(), before)).toBe('awaited');
    expect(replyStanding(shown(), null)).toBe('awaited');
    expect(replyStanding(shown(), after)).toBe('overdue');
    expect(replyStanding(shown([{ ...told, kind: 'reply-overdue', at: REPLY_DUE + 1 }]), null)).toBe(
      'overdue',
    );
    expect(replyStanding(shown([reply(REPLY_DUE)]), after)).toBe('given');
    expect(replyStanding(shown([reply(REPLY_DUE + 1)]), after)).toBe('given-late');
    expect(
      replyStanding(shown([{ ...told, kind: 'closed', at: REACHED + HOUR, by: 'x', note: '' }]), after),
    ).toBe('not-given');
    expect(replyStanding({ ...shown(), replyDueAt: null }, after)).toBe('not-asked');
  });

  test('say what the card asks for, or what became of it', () => {
    const say = (card: CardShown, now = before) => cardSentence(card, now, zh);
    const due = '2026-03-13 17:30 (+08:00)';
    expect(say(shown())).toEqual({ text: `请吉安市水务公司于 ${due} 前回复。`, isOverdue: false });
    expect(say({ ...shown(), department: '' }, after)).toEqual({
      text: `承办单位应于 ${due} 前回复，至今未回复。`,
      isOverdue: true,
    });
    expect(say(shown([reply(REPLY_DUE + HOUR)])).text).toBe(
      `李明于 2026-03-13 18:30 (+08:00) 回复；回复期限为 ${due}。`,
    );
    expect(say(shown([{ ...told, kind: 'closed', at: REACHED, by: 'shixian', note: '' }])).text).toBe(
      '时限系统于 2026-03-11 09:00 (+08:00) 销号。',
    );
    expect(say(shown([{ ...told, kind: 'upheld', at: REACHED, by: '督查室', note: 'n' }])).text).toContain(
      '认定',
    );
    const withdrawal = { cause: 'rules', eventId: null, eventType: null, detail: 'd' } as const;
    expect(say(shown([{ ...told, kind: 'withdrawn', at: REACHED, withdrawal }])).text).toContain(
      '目标时限或日历',
    );
    expect(say({ ...shown(), replyDueAt: null }).text).toBe('此牌无需回复。');
  });
});
