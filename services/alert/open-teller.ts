// Tells people of cards: whatever happened to a card goes to each of its channels, under one idempotency key for ever.
//
// Who leads may be frozen between any two steps, while another takes over, and go on later as if nothing had been. Two
// rules keep it from telling anything under a second key. A message is stored before it is sent, and only where the outbox
// still holds what its plan was made from (services/store/outbox.ts): a plan from before the freeze finds others there and
// is dropped; where it finds none, it is as good as any. And a message is sent as it is stored, on every attempt and by
// whoever sends it: the one who was frozen before a sending, and the one who took over, send the same under the same key.
// So nothing that a leader keeps in memory counts, and taking over is no more than reading.
import type { Route } from '../../schemas/channel.ts';
import { channelName } from '../store/alert-since.ts';
import type { Database } from '../store/database.ts';
import type { Channel } from './channels/channel.ts';
import type { Limit } from './channels/rate-limit.ts';
import { openPlanner } from './plan-tellings.ts';
import type { OpeningAt } from './route-cards.ts';
import { type LaneOptions, openLane } from './send-due.ts';
import { startLoop } from './step-loop.ts';
import { type TellerStore, tellerStore } from './teller-store.ts';
import { realTimers, type Timers } from './timers.ts';

export interface TellerOptions {
  readonly db: Database;
  /** Epoch milliseconds by the store's clock. */
  readonly now: () => number;
  /** Whether this process leads at this instant; asked before each storing of a message and before each sending. */
  readonly holds: () => Promise<boolean>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly routes: readonly Route[];
  /** Those of them that people read: they are not told of what the program closed by itself. */
  readonly forPeople?: ReadonlySet<string>;
  readonly limitsOf: (channel: string) => readonly Limit[];
  readonly openingAt: OpeningAt;
  readonly urlOf: (cardId: string) => string;
  /** Random in [0, 1). */
  readonly draw: () => number;
  readonly warn: (fields: object, message: string) => void;
  /** Since when each of these names is told, in epoch milliseconds. */
  readonly sinceOf: (names: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** What came of a sending. */
  readonly observe?: (what: 'sent' | 'failed' | 'dead', channel: string) => void;
  readonly timers?: Timers;
  /** How often everything of the last weeks is read again. */
  readonly sweepMs?: number;
  /** How soon what another process stored is found. */
  readonly lookMs?: number;
}

export interface Teller {
  /** This process leads from now on. */
  start(): Promise<void>;
  /** Something happened to a card. */
  wake(): void;
  /** It leads no more, or ends: waits for what is under way, and cuts it short after a while. */
  stop(): Promise<void>;
}

interface Telling {
  wake(): void;
  stop(): Promise<void>;
}

const GRACE_MS = 10_000;

export const openTeller = (options: TellerOptions): Teller =>
  openTellerOver(tellerStore(options.db), options);

export function openTellerOver(store: TellerStore, options: Omit<TellerOptions, 'db'>): Teller {
  const warnOfStrangers = openWarning(store, options);
  let telling: Promise<Telling> | null = null;
  let ended: Promise<void> = Promise.resolve();

  const begin = async (): Promise<Telling> => {
    await ended;
    await warnOfStrangers();
    const names = [...options.channels.keys()];
    const since = await options.sinceOf(names.map(channelName));
    const told = names.flatMap((name) => {
      const at = since.get(channelName(name));
      return at === undefined ? [] : [[name, at] as const];
    });
    return beginTelling(store, options, new Map(told));
  };
  const end = async (begun: Promise<Telling> | null): Promise<void> => {
    const ending = await begun?.catch(() => null);
    await ending?.stop();
  };
  return {
    start: async () => {
      telling ??= begin();
      const begun = telling;
      try {
        await begun;
      } catch (error) {
        if (telling === begun) telling = null;
        throw error;
      }
    },
    wake: () =>
      void telling?.then(
        (one) => one.wake(),
        () => {},
      ),
    stop: () => {
      ended = Promise.all([ended, end(telling)]).then(() => {});
      telling = null;
      return ended;
    },
  };
}

/** Tells once of each channel that messages wait for and that is not there. */
function openWarning(store: TellerStore, { channels, warn }: Pick<TellerOptions, 'channels' | 'warn'>) {
  const known = new Set(channels.keys());
  return async (): Promise<void> => {
    for (const [channel, messages] of await store.waiting()) {
      if (known.has(channel)) continue;
      known.add(channel);
      warn(
        { channel, messages },
        'messages wait for a channel that is not configured any more; they are kept',
      );
    }
  };
}

function beginTelling(
  store: TellerStore,
  options: Omit<TellerOptions, 'db'>,
  since: ReadonlyMap<string, number>,
): Telling {
  const { now, channels, limitsOf, warn, timers = realTimers, observe = () => {} } = options;
  const cutting = new AbortController();
  let stopping = false;
  const loop = (step: () => Promise<number>, failure: string) =>
    startLoop({ step, now, timers, failed: (error) => warn({ err: error }, failure) });
  const laneOf = (channel: Channel): LaneOptions => ({
    ...options,
    store,
    channel,
    limits: limitsOf(channel.name),
    timers,
    observe,
    stopping: () => stopping,
    cut: cutting.signal,
  });
  const lanes = new Map(
    [...channels].map(([name, channel]) => [
      name,
      loop(openLane(laneOf(channel)), `messages to ${name} could not be sent; tried again`),
    ]),
  );
  const step = openPlanner({ ...options, store, since, planned: (channel) => lanes.get(channel)?.wake() });
  const planner = loop(step, 'messages could not be planned; tried again');
  return {
    wake: () => planner.wake(),
    stop: async () => {
      stopping = true;
      const grace = timers.set(() => cutting.abort(), GRACE_MS);
      await Promise.all([planner.stop(), ...[...lanes.values()].map((lane) => lane.stop())]);
      timers.clear(grace);
    },
  };
}
