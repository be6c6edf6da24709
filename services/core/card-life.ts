// The life of a card: from what was told of it, in any order and however often, to how it stands.
import type { CardState, Rung } from '../../schemas/card.ts';

/** What a raise tells of its ground. Instants are epoch milliseconds. */
export interface CardFacts {
  readonly rung: Rung;
  readonly system: string;
  /** Null for a group of cases. */
  readonly caseId: string | null;
  /** Null for one case. */
  readonly group: string | null;
  readonly targetId: string;
  readonly jurisdiction: string;
  readonly department: string;
  readonly service: string;
  readonly documentTitle: string;
  readonly documentNumber: string | null;
  readonly clause: string;
  readonly limit: number | null;
  readonly unit: string;
  /** In `unit`, at reachedAt. */
  readonly elapsed: number | null;
  readonly deadline: number | null;
  readonly reachedAt: number;
  readonly raisedLate: boolean;
  readonly replyDueAt: number | null;
  readonly zone: string;
}

export interface WithdrawalFacts {
  readonly cause: 'event' | 'rules';
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly detail: string;
}

interface Told {
  readonly cardId: string;
  /** With card and kind it names what happened: the same name is the same thing, told again. */
  readonly key: string;
  /** From 1; each reinstatement begins another. */
  readonly turn: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface UpEvent extends Told {
  readonly kind: 'raised' | 'reinstated';
  readonly facts: CardFacts;
}
export interface WithdrawnEvent extends Told {
  readonly kind: 'withdrawn';
  readonly withdrawal: WithdrawalFacts;
}
export interface DeliveredEvent extends Told {
  readonly kind: 'delivered';
  readonly channel: string;
}
export interface ReplyEvent extends Told {
  readonly kind: 'replied';
  readonly by: string;
  readonly reason: string;
  readonly expectedFinish: string | null;
}
export interface NotedEvent extends Told {
  readonly kind: 'acknowledged' | 'closed' | 'upheld';
  readonly by: string;
  readonly note: string;
}
export interface OverdueEvent extends Told {
  readonly kind: 'reply-overdue';
}

export type CardEvent = UpEvent | WithdrawnEvent | DeliveredEvent | ReplyEvent | NotedEvent | OverdueEvent;
export type CardEventKind = CardEvent['kind'];

/** How a card stands in its last turn; earlier turns are over and count no more. */
export interface CardLife {
  readonly cardId: string;
  readonly state: CardState;
  readonly turn: number;
  readonly facts: CardFacts;
  readonly raisedAt: number;
  readonly acknowledged: NotedEvent | null;
  readonly reply: ReplyEvent | null;
  /** The reply came after its deadline. */
  readonly replyLate: boolean;
  readonly replyOverdueAt: number | null;
  readonly end: NotedEvent | null;
  readonly withdrawn: WithdrawnEvent | null;
  /** The channels to which anything of this turn was delivered, each once. */
  readonly channels: readonly string[];
}

/** How the card of these events stands; null while its raise has not been told. The events are of one card. */
export function foldCard(events: Iterable<CardEvent>): CardLife | null {
  const all = [...events].sort(inOrder);
  const turn = Math.max(0, ...all.filter(isUp).map((event) => event.turn));
  const told = all.filter((event) => event.turn === turn);
  const up = told.find(isUp);
  if (!up) return null;
  const acknowledged = told.find(isKind('acknowledged')) ?? null;
  const reply = told.find(isKind('replied')) ?? null;
  const end = told.find(isEnd) ?? null;
  const withdrawn = told.find(isKind('withdrawn')) ?? null;
  const { replyDueAt } = up.facts;
  return {
    cardId: up.cardId,
    state: stateOf({ acknowledged, reply, end, withdrawn }),
    turn,
    facts: up.facts,
    raisedAt: up.at,
    acknowledged,
    reply,
    replyLate: reply !== null && replyDueAt !== null && reply.at > replyDueAt,
    replyOverdueAt: told.find(isKind('reply-overdue'))?.at ?? null,
    end,
    withdrawn,
    channels: [...new Set(told.filter(isKind('delivered')).map(({ channel }) => channel))].sort(),
  };
}

/** Of things told at one instant the lesser name comes first, so that no order of telling changes an answer. */
const inOrder = (a: CardEvent, b: CardEvent): number =>
  a.at - b.at || compare(a.kind, b.kind) || compare(a.key, b.key);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const isUp = (event: CardEvent): event is UpEvent => event.kind === 'raised' || event.kind === 'reinstated';

const isEnd = (event: CardEvent): event is NotedEvent => event.kind === 'closed' || event.kind === 'upheld';

type OfKind<Kind extends CardEventKind> = Extract<CardEvent, { readonly kind: Kind }>;

const isKind =
  <Kind extends CardEventKind>(kind: Kind) =>
  (event: CardEvent): event is OfKind<Kind> =>
    event.kind === kind;

function stateOf({
  withdrawn,
  end,
  reply,
  acknowledged,
}: Pick<CardLife, 'acknowledged' | 'reply' | 'end' | 'withdrawn'>): CardState {
  if (withdrawn) return 'withdrawn';
  if (end) return end.kind === 'upheld' ? 'upheld' : 'closed';
  if (reply) return 'replied';
  return acknowledged ? 'acknowledged' : 'raised';
}
