// The steps of a card: what the program may tell of it and what people may, and when each is refused.
import type { CardState } from '../../schemas/card.ts';
import type { Problem } from '../../schemas/problem.ts';
import type {
  CardEvent,
  CardFacts,
  CardLife,
  DeliveredEvent,
  NotedEvent,
  OverdueEvent,
  ReplyEvent,
  UpEvent,
  WithdrawalFacts,
  WithdrawnEvent,
} from './card-life.ts';

/** The raise of a card, or its reinstatement where it had been withdrawn; null where it is up, or had its end, already. */
export function raiseStep(
  life: CardLife | null,
  cardId: string,
  facts: CardFacts,
  at: number,
): UpEvent | null {
  if (life === null) return { kind: 'raised', cardId, key: '1', turn: 1, at, facts };
  if (life.state !== 'withdrawn') return null;
  const turn = life.turn + 1;
  return { kind: 'reinstated', cardId, key: String(turn), turn, at, facts };
}

/** The withdrawal of a card whose ground is gone, also after its end: a record must not outlive its ground. */
export function withdrawStep(
  life: CardLife | null,
  withdrawal: WithdrawalFacts,
  at: number,
): WithdrawnEvent | null {
  if (life === null || life.state === 'withdrawn') return null;
  return { kind: 'withdrawn', cardId: life.cardId, key: String(life.turn), turn: life.turn, at, withdrawal };
}

/** Who closes what asks nobody for a reply. */
export const PROGRAM = 'shixian';

/** The end of a card that asks for no reply and whose clock, or period, is over. */
export const endedStep = (
  { cardId, turn }: { readonly cardId: string; readonly turn: number },
  at: number,
): NotedEvent => ({ kind: 'closed', cardId, key: `ended/${turn}`, turn, at, by: PROGRAM, note: '' });

/** That the reply is overdue at this instant; null where none is due, one was given, or it was said already. */
export function replyOverdueStep(life: CardLife, at: number): OverdueEvent | null {
  const { replyDueAt } = life.facts;
  if (replyDueAt === null || at <= replyDueAt || life.replyOverdueAt !== null) return null;
  if (life.state !== 'raised' && life.state !== 'acknowledged') return null;
  return { kind: 'reply-overdue', cardId: life.cardId, key: String(life.turn), turn: life.turn, at };
}

/** That a message told a channel of the card, in the turn it spoke of. */
export const deliveredStep = (
  { cardId, turn }: { readonly cardId: string; readonly turn: number },
  { messageId, channel }: { readonly messageId: string; readonly channel: string },
  at: number,
): DeliveredEvent => ({ kind: 'delivered', cardId, key: messageId, turn, at, channel });

/** What a person does; the key is theirs, and the same for the same deed sent again. */
export type Deed = { readonly key: string; readonly by: string } & (
  | { readonly kind: 'acknowledged' | 'closed' | 'upheld'; readonly note: string }
  | { readonly kind: 'replied'; readonly reason: string; readonly expectedFinish: string | null }
);

type DeedEvent = ReplyEvent | NotedEvent;

/** The states from which each may be done; those not named here only the program may tell. */
export const allowedFrom: Readonly<Record<Deed['kind'], readonly CardState[]>> = {
  acknowledged: ['raised', 'acknowledged'],
  replied: ['raised', 'acknowledged'],
  closed: ['raised', 'acknowledged', 'replied'],
  upheld: ['raised', 'acknowledged', 'replied'],
};

export type Judged =
  /** `repeated`: it was done before under this key and must not be stored again. */
  | { readonly ok: true; readonly event: DeedEvent; readonly repeated: boolean }
  | { readonly ok: false; readonly problem: Problem };

/** Whether a person may do this to a card of these events, standing so. A late reply is as good as any. */
export function judgeDeed(life: CardLife, events: Iterable<CardEvent>, deed: Deed, at: number): Judged {
  const earlier = [...events].filter(isDeed).find(({ key }) => key === deed.key);
  if (earlier) return isSame(earlier, deed) ? { ok: true, event: earlier, repeated: true } : reused(deed);
  if (!allowedFrom[deed.kind].includes(life.state)) return { ok: false, problem: notNow(life.state, deed) };
  return { ok: true, event: { ...deed, cardId: life.cardId, turn: life.turn, at }, repeated: false };
}

/** Why a deed that had been allowed came to nothing, since another came first; null where it stands among the events. */
export function overtaken(life: CardLife, events: Iterable<CardEvent>, deed: DeedEvent): Problem | null {
  const isKept = [...events].some(({ kind, key }) => kind === deed.kind && key === deed.key);
  return isKept && deed.turn === life.turn ? null : notNow(life.state, deed);
}

const deedKinds: ReadonlySet<string> = new Set(Object.keys(allowedFrom));
const isDeed = (event: CardEvent): event is DeedEvent => deedKinds.has(event.kind);

function isSame(earlier: DeedEvent, deed: Deed): boolean {
  const wordsOf = (one: DeedEvent | Deed) =>
    one.kind === 'replied'
      ? [one.kind, one.by, one.reason, one.expectedFinish]
      : [one.kind, one.by, one.note];
  return JSON.stringify(wordsOf(earlier)) === JSON.stringify(wordsOf(deed));
}

const reused = ({ key }: Deed): Judged => ({
  ok: false,
  problem: {
    code: 'idempotency-key-reused',
    message: `Idempotency-Key: expected a key of its own for every deed, got "${key}", which names another deed on this card`,
    field: 'Idempotency-Key',
    value: key,
  },
});

const notNow = (state: CardState, { kind }: Pick<Deed, 'kind'>): Problem => ({
  code: 'card-step-refused',
  message: `state: expected ${allowedFrom[kind].join(' or ')} for a card to be ${kind}, got "${state}"`,
  field: 'state',
  value: state,
});
