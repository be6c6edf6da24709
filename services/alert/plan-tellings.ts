// Makes messages of what is owed and stores them. Everything is read again for each plan, so that none rests on what was
// true once; what happened long ago is looked at when a term begins and every hour, the rest each time.
import { Route } from '../../schemas/channel.ts';
import { foldCard } from '../core/card-life.ts';
import { cardOf } from '../core/card-shown.ts';
import type { OutboxState } from '../store/outbox.ts';
import { addOwed, type OwedTelling } from './owed-tellings.ts';
import {
  type OpeningAt,
  type Pending,
  type PlannedMessage,
  planMessages,
  routesOf,
  type Telling,
} from './route-cards.ts';
import type { TellerStore } from './teller-store.ts';

export interface Planning {
  readonly store: TellerStore;
  readonly now: () => number;
  /** Whether this process leads at this instant. */
  readonly holds: () => Promise<boolean>;
  readonly routes: readonly Route[];
  /** The channels there are, and since when each is told, in epoch milliseconds. */
  readonly since: ReadonlyMap<string, number>;
  /** Channels that people read: they are not told of what the program closed by itself. */
  readonly forPeople?: ReadonlySet<string>;
  readonly openingAt: OpeningAt;
  readonly urlOf: (cardId: string) => string;
  readonly warn: (fields: object, message: string) => void;
  /** A message to this channel was stored. */
  readonly planned: (channel: string) => void;
  /** How often everything of the last weeks is read again. */
  readonly sweepMs?: number;
  /** That another process stored something is found out so soon. */
  readonly lookMs?: number;
}

const NOBODY: ReadonlySet<string> = new Set();
const TOLD_WITHIN_MS = 30 * 24 * 3_600_000;
const SWEEP_MS = 60 * 60_000;
/** What is stored so much later than it happened is found without a sweep. */
const OVERLAP_MS = 30 * 60_000;
const AGAIN_MS = 5000;
const LOOK_MS = 60_000;
/** Longer than any replica is behind. */
const LOST_MS = 120_000;

/** A step that plans what can go, and returns when to plan anew, in epoch milliseconds. */
export function openPlanner(planning: Planning): () => Promise<number> {
  const { store, now, openingAt, sweepMs = SWEEP_MS, lookMs = LOOK_MS } = planning;
  const storeMessage = openStoring(planning);
  let sweptAt = Number.NEGATIVE_INFINITY;
  /** As this one left the outbox: another state is another's doing, who may have known less. */
  let left: OutboxState | null = null;
  /** Cards of which something was held back, or could not be stored. */
  let open: ReadonlySet<string> = new Set();

  return async () => {
    const at = now();
    const oldest = at - TOLD_WITHIN_MS;
    const state = await store.state();
    const sweeps = state !== left || at - sweptAt >= sweepMs;
    const owed = await readOwed(planning, open, oldest, sweeps ? oldest : sweptAt - OVERLAP_MS);
    const plan = planMessages(await pendingOf(planning, owed), at, openingAt);
    open = cardsOf([...plan.held, ...plan.messages.flatMap(({ tellings }) => tellings)]);
    if (sweeps) sweptAt = at;
    const stored = await storeMessages(plan.messages, state, storeMessage);
    if ('againAt' in stored) return stored.againAt;
    left = stored.state;
    open = cardsOf(plan.held);
    return Math.min(plan.nextAt ?? Number.POSITIVE_INFINITY, at + lookMs);
  };
}

const cardsOf = (tellings: readonly Telling[]): Set<string> =>
  new Set(tellings.map(({ card }) => card.cardId));

async function readOwed(
  { store, routes, since, forPeople = NOBODY }: Planning,
  open: ReadonlySet<string>,
  oldest: number,
  from: number,
): Promise<OwedTelling[]> {
  const owed = new Map<string, OwedTelling>();
  const add = async (events: Awaited<ReturnType<TellerStore['tellableOf']>>): Promise<void> => {
    const told = await store.told(new Set(events.map(({ cardId }) => cardId)));
    addOwed(owed, events, { routes, since, told, forPeople });
  };
  if (open.size > 0) await add(await store.tellableOf(open, oldest));
  for await (const events of store.tellable(from)) await add(events);
  return [...owed.values()];
}

/** With each card as it stands, or stood when its turn ended. */
async function pendingOf(
  { store, routes, urlOf }: Planning,
  owed: readonly OwedTelling[],
): Promise<Pending[]> {
  const eventsOf = await store.events(new Set(owed.map(({ cardId }) => cardId)));
  return owed.flatMap(({ channel, kind, cardId, turn, at }) => {
    const life = foldCard((eventsOf.get(cardId) ?? []).filter((event) => event.turn <= turn));
    if (life?.turn !== turn) return [];
    const card = cardOf(life, urlOf(cardId));
    const route = routesOf(card, routes).get(channel) ?? straightTo(channel);
    return [{ channel, kind, card, turn, at, route }];
  });
}

/** For a channel that was told of a card and is no longer on its routes: it must not be left believing. */
const straightTo = (channel: string): Route =>
  Route.parse({ channels: [channel], group: { waitSeconds: 0 } });

/** The state of the outbox now, or when to plan anew because not all was stored. */
type Storing = { readonly state: OutboxState } | { readonly againAt: number };
type StoreMessage = (message: PlannedMessage, state: OutboxState) => Promise<Storing>;

async function storeMessages(
  messages: readonly PlannedMessage[],
  state: OutboxState,
  storeMessage: StoreMessage,
): Promise<Storing> {
  let last = state;
  for (const message of messages) {
    const stored = await storeMessage(message, last);
    if ('againAt' in stored) return stored;
    last = stored.state;
  }
  return { state: last };
}

function openStoring({ store, now, holds, warn, planned }: Planning): StoreMessage {
  let spare = 0;
  let refusedSince: number | null = null;

  const refused = (): void => {
    refusedSince ??= now();
    if (now() - refusedSince < LOST_MS) return;
    warn({ spare }, 'a message stored earlier was lost by the store; messages are planned past it');
    spare += 1;
    refusedSince = null;
  };

  return async ({ channel, message, tellings }, state) => {
    if (!(await holds())) return { againAt: now() + AGAIN_MS };
    const turns = tellings.map(({ card, turn = 1 }) => ({ cardId: card.cardId, turn }));
    const stored = await store.plan({ channel, message, turns }, state, now(), spare);
    if (stored.is === 'refused') {
      refused();
      return { againAt: now() + AGAIN_MS };
    }
    spare = 0;
    refusedSince = null;
    if (stored.is === 'overtaken') return { againAt: now() };
    planned(channel);
    return { state: stored.state };
  };
}
