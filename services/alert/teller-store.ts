// What the teller asks of the store.
import type { CardEvent } from '../core/card-life.ts';
import { readCardEvents } from '../store/cards.ts';
import type { Database } from '../store/database.ts';
import {
  countSendings,
  type NextSendings,
  type OutboxState,
  type Outcome,
  type PlannedSending,
  readNextSendings,
  readOutboxState,
  readTold,
  type Sending,
  type Stored,
  settleSending,
  storeSending,
} from '../store/outbox.ts';
import { readTellable, readTellableOf, type TellableEvent } from '../store/tellable-events.ts';

export interface TellerStore {
  tellable(from: number): AsyncIterable<readonly TellableEvent[]>;
  tellableOf(cardIds: Iterable<string>, from: number): Promise<readonly TellableEvent[]>;
  events(cardIds: Iterable<string>): Promise<ReadonlyMap<string, readonly CardEvent[]>>;
  state(): Promise<OutboxState>;
  told(cardIds: Iterable<string>): Promise<ReadonlySet<string>>;
  plan(planned: PlannedSending, state: OutboxState, at: number, spare: number): Promise<Stored>;
  next(channel: string, now: number, limit: number): Promise<NextSendings>;
  settle(sending: Sending, outcome: Outcome, at: number): Promise<void>;
  /** How many messages wait, by channel. */
  waiting(): Promise<ReadonlyMap<string, number>>;
}

const EVENTS_AT_ONCE = 5000;

export const tellerStore = (db: Database): TellerStore => ({
  tellable: (from) => readTellable(db, from, EVENTS_AT_ONCE),
  tellableOf: (cardIds, from) => readTellableOf(db, cardIds, from),
  events: (cardIds) => readCardEvents(db, cardIds),
  state: () => readOutboxState(db),
  told: (cardIds) => readTold(db, cardIds),
  plan: (planned, state, at, spare) => storeSending(db, planned, state, at, spare),
  next: (channel, now, limit) => readNextSendings(db, channel, now, limit),
  settle: (sending, outcome, at) => settleSending(db, sending, outcome, at),
  waiting: async () =>
    new Map(
      (await countSendings(db))
        .filter(({ status }) => status === 'planned')
        .map(({ channel, n }) => [channel, n]),
    ),
});
