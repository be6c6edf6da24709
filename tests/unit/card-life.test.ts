// A card's state follows from what was told of it, in any order; every step has its states, and is refused in others.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Card } from '../../schemas/card.ts';
import { type CardEvent, type CardLife, foldCard } from '../../services/core/card-life.ts';
import { cardOf } from '../../services/core/card-shown.ts';
import {
  type Deed,
  deliveredStep,
  judgeDeed,
  overtaken,
  raiseStep,
  replyOverdueStep,
  withdrawStep,
} from '../../services/core/card-steps.ts';
import {
  anyEvents,
  cardIdOf,
  REACHED,
  REPLY_DUE,
  someFacts,
  someWithdrawal,
} from '../support/card-events.ts';

const ID = cardIdOf('card');
const HOUR = 3_600_000;

/** A card on which steps are taken one after another, an hour apart. */
function aLife() {
  const events: CardEvent[] = [];
  let now = REACHED;
  const life = (): CardLife | null => foldCard(events);
  const tell = (event: CardEvent | null): CardEvent | null => {
    if (event) events.push(event);
    now += HOUR;
    return event;
  };
  return {
    events,
    life,
    state: () => life()?.state,
    raise: (change: Parameters<typeof someFacts>[0] = {}) =>
      tell(raiseStep(life(), ID, someFacts(change), now)),
    withdraw: () => tell(withdrawStep(life(), someWithdrawal, now)),
    overdue: (at: number) => tell(replyOverdueStep(life()!, at)),
    tell,
    deed: (deed: Partial<Deed> & Pick<Deed, 'kind'>, at = now) => {
      const whole = {
        key: `${deed.kind}-${now}`,
        by: 'li',
        note: '',
        reason: 'late papers',
        expectedFinish: null,
      };
      const judged = judgeDeed(life()!, events, { ...whole, ...deed } as Deed, at);
      if (judged.ok && !judged.repeated) tell(judged.event);
      return judged;
    },
  };
}

const kinds = ['acknowledged', 'replied', 'closed', 'upheld'] as const;
const reach: Record<string, readonly (typeof kinds)[number][]> = {
  raised: [],
  acknowledged: ['acknowledged'],
  replied: ['acknowledged', 'replied'],
  closed: ['closed'],
  upheld: ['replied', 'upheld'],
};

describe('what people do', () => {
  const allowed: Record<string, readonly string[]> = {
    raised: kinds,
    acknowledged: kinds,
    replied: ['closed', 'upheld'],
    closed: [],
    upheld: [],
    withdrawn: [],
  };

  test.each(Object.keys(allowed))('from %s only what its state allows', (from) => {
    for (const kind of kinds) {
      const card = aLife();
      card.raise();
      for (const step of reach[from] ?? []) card.deed({ kind: step });
      if (from === 'withdrawn') card.withdraw();
      expect(card.state()).toBe(from);
      const judged = card.deed({ kind });
      expect([kind, judged.ok]).toEqual([kind, allowed[from]!.includes(kind)]);
      expect(card.state()).toBe(judged.ok ? kind : from);
    }
  });

  test('a refusal names the field, its value and what was expected', () => {
    const card = aLife();
    card.raise();
    card.deed({ kind: 'closed' });
    expect(card.deed({ kind: 'replied' })).toEqual({
      ok: false,
      problem: {
        code: 'card-step-refused',
        message: 'state: expected raised or acknowledged for a card to be replied, got "closed"',
        field: 'state',
        value: 'closed',
      },
    });
  });

  test('sent again under its key it is done once, whatever became of the card since', () => {
    const card = aLife();
    card.raise();
    const first = card.deed({ kind: 'replied', key: 'k', reason: 'rain' });
    card.deed({ kind: 'closed' });
    card.withdraw();
    expect(card.deed({ kind: 'replied', key: 'k', reason: 'rain' })).toEqual({ ...first, repeated: true });
    expect(card.events.filter(({ kind }) => kind === 'replied')).toHaveLength(1);
  });

  test.each<Partial<Deed> & Pick<Deed, 'kind'>>([
    { kind: 'replied', key: 'k', reason: 'snow' },
    { kind: 'replied', key: 'k', reason: 'rain', by: 'wang' },
    { kind: 'closed', key: 'k' },
  ])('a key that names another deed is refused: %j', (deed) => {
    const card = aLife();
    card.raise();
    card.deed({ kind: 'replied', key: 'k', reason: 'rain' });
    const judged = card.deed(deed);
    expect(judged).toMatchObject({ ok: false, problem: { code: 'idempotency-key-reused', value: 'k' } });
  });

  test('a reply up to its deadline is in time, one after it is kept and late', () => {
    for (const [at, late] of [
      [REPLY_DUE, false],
      [REPLY_DUE + 1, true],
    ] as const) {
      const card = aLife();
      card.raise();
      expect(card.deed({ kind: 'replied' }, at).ok).toBe(true);
      expect(card.life()).toMatchObject({ state: 'replied', replyLate: late, reply: { at } });
    }
  });

  test('of two ends at once the earlier stands', () => {
    const card = aLife();
    card.raise();
    const before = { life: card.life()!, events: [...card.events] };
    const judge = (key: string, at: number, kind: 'closed' | 'upheld') =>
      judgeDeed(before.life, before.events, { kind, key, by: key, note: '' }, at);
    const [late, early] = [judge('late', REACHED + 9, 'closed'), judge('early', REACHED + 8, 'upheld')];
    if (!late.ok || !early.ok) throw new Error('both were allowed');
    card.tell(late.event);
    card.tell(early.event);
    expect(card.life()).toMatchObject({ state: 'upheld', end: { key: 'early' } });
  });

  test('one that was not stored, or whose turn is over, came to nothing', () => {
    const card = aLife();
    card.raise();
    const judged = card.deed({ kind: 'replied' });
    if (!judged.ok) throw new Error('it was allowed');
    const raise = card.events.slice(0, 1);
    expect(overtaken(card.life()!, card.events, judged.event)).toBeNull();
    const refused = { code: 'card-step-refused', field: 'state' };
    expect(overtaken(foldCard(raise)!, raise, judged.event)).toMatchObject({ ...refused, value: 'raised' });
    card.withdraw();
    expect(overtaken(card.life()!, card.events, judged.event)).toBeNull();
    card.raise();
    expect(overtaken(card.life()!, card.events, judged.event)).toMatchObject(refused);
  });
});

describe('what the program tells', () => {
  test('a card is raised once, and reinstated under its name after a withdrawal', () => {
    const card = aLife();
    expect(card.raise()).toMatchObject({ kind: 'raised', turn: 1 });
    expect(card.raise()).toBeNull();
    card.deed({ kind: 'replied' });
    expect(card.withdraw()).toMatchObject({ kind: 'withdrawn', turn: 1 });
    expect(card.withdraw()).toBeNull();
    expect(card.raise({ elapsed: 9 })).toMatchObject({ kind: 'reinstated', turn: 2, cardId: ID });
    expect(card.life()).toMatchObject({ state: 'raised', turn: 2, reply: null, facts: { elapsed: 9 } });
    expect(card.deed({ kind: 'replied' }).ok).toBe(true);
  });

  test.each(['closed', 'upheld'] as const)(
    'a %s card is not raised again, but withdrawn with its ground',
    (end) => {
      const card = aLife();
      card.raise();
      card.deed({ kind: end });
      expect(card.raise()).toBeNull();
      card.withdraw();
      expect(card.life()).toMatchObject({ state: 'withdrawn', end: { kind: end }, withdrawn: { turn: 1 } });
    },
  );

  test('a card that was never raised is not withdrawn', () => {
    expect(withdrawStep(null, someWithdrawal, REACHED)).toBeNull();
    expect(foldCard([])).toBeNull();
  });

  test('an overdue reply is told once a turn, after its deadline, while none was given', () => {
    const card = aLife();
    card.raise();
    expect(card.overdue(REPLY_DUE)).toBeNull();
    expect(card.overdue(REPLY_DUE + 1)).toMatchObject({ kind: 'reply-overdue', key: '1' });
    expect(card.overdue(REPLY_DUE + 2)).toBeNull();
    card.withdraw();
    card.raise();
    expect(card.overdue(REPLY_DUE + 3)).toMatchObject({ key: '2' });
    card.withdraw();
    card.raise();
    card.deed({ kind: 'replied' });
    expect(card.overdue(REPLY_DUE + 4)).toBeNull();
    const silent = aLife();
    silent.raise({ replyDueAt: null });
    expect(silent.overdue(REPLY_DUE + 1)).toBeNull();
  });

  test('channels are those of the turn, each once', () => {
    const card = aLife();
    card.raise();
    for (const [messageId, channel] of [
      ['m1', 'mail'],
      ['m2', 'mail'],
      ['m3', 'chat'],
    ] as const)
      card.tell(deliveredStep(card.life()!, { messageId, channel }, REACHED));
    expect(card.life()!.channels).toEqual(['chat', 'mail']);
    card.withdraw();
    card.raise();
    expect(card.life()!.channels).toEqual([]);
  });
});

test('neither order nor repeats change how a card stands', () => {
  fc.assert(
    fc.property(anyEvents(ID), fc.infiniteStream(fc.nat()), (events, order) => {
      const shuffled = events
        .map((event) => ({ event, place: order.next().value as number }))
        .sort((a, b) => a.place - b.place)
        .map(({ event }) => event);
      expect(foldCard([...shuffled, ...events])).toEqual(foldCard(events));
    }),
  );
});

test('a card of any life is one of the schema', () => {
  fc.assert(
    fc.property(anyEvents(ID), (events) => {
      const life = foldCard(events);
      if (life)
        expect(Card.parse(cardOf(life, `/cards/${ID}`))).toMatchObject({ cardId: ID, state: life.state });
    }),
  );
});
