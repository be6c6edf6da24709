// Several processes that tell people of cards, of which one leads: each can be frozen between any two of its steps, killed
// or relieved; channels answer as they are told to; time passes only when told to.
import type { CardMessage } from '../../schemas/card.ts';
import { Route } from '../../schemas/channel.ts';
import type { Channel, SendResult } from '../../services/alert/channels/channel.ts';
import { openTellerOver, type Teller } from '../../services/alert/open-teller.ts';
import type { OpeningAt } from '../../services/alert/route-cards.ts';
import type { TellerStore } from '../../services/alert/teller-store.ts';
import type { Timers } from '../../services/alert/timers.ts';
import type { Database } from '../../services/store/database.ts';
import type { PlannedSending } from '../../services/store/outbox.ts';
import { REACHED } from './card-events.ts';

/** Passes on what a process does, unless it is frozen: then neither call nor answer comes through. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

const nothing = async (): Promise<void> => {};

export const gatedStore = (store: TellerStore, gate: Gate): TellerStore => ({
  tellable: async function* (from) {
    for await (const page of store.tellable(from)) yield await gate(async () => page);
  },
  tellableOf: (ids, from) => gate(() => store.tellableOf(ids, from)),
  events: (ids) => gate(() => store.events(ids)),
  state: () => gate(() => store.state()),
  told: (ids) => gate(() => store.told(ids)),
  plan: (...planned) => gate(() => store.plan(...planned)),
  next: (...asked) => gate(() => store.next(...asked)),
  settle: (...came) => gate(() => store.settle(...came)),
  waiting: () => gate(() => store.waiting()),
});

export const gatedDatabase = (db: Database, gate: Gate): Database => ({
  ...db,
  query: (...asked) => gate(() => db.query(...asked)),
  insertRaw: (statement) => gate(() => db.insertRaw(statement)),
});

export const channelModes = [
  'takes',
  'fails',
  'asks to wait',
  'loses the answer',
  'hangs',
  'is deaf',
] as const;
export type ChannelMode = (typeof channelModes)[number];

export interface Delivery {
  readonly channel: string;
  readonly messageId: string;
  readonly message: CardMessage;
  readonly at: number;
}

export interface WorldOptions {
  /** The store as a process reaches it through its gate. */
  readonly storeOf: (gate: Gate) => TellerStore;
  readonly routes: readonly Route[];
  /** Since when each channel is told. */
  readonly since: ReadonlyMap<string, number>;
  readonly openingAt?: OpeningAt;
  readonly limitsOf?: (channel: string) => { most: number; perSeconds: number }[];
  readonly draw?: () => number;
}

export interface Process {
  readonly teller: Teller;
  /** Freezes once it has passed its gate so many times more. */
  freezeAfter(passes: number): void;
  thaw(): void;
  isFrozen(): boolean;
}

export const routesFrom = (...routes: object[]): Route[] => routes.map((route) => Route.parse(route));

export function makeWorld(options: WorldOptions) {
  const { timers, now, advance, busy } = makeTime();
  const modes = new Map<string, ChannelMode>();
  const deliveries: Delivery[] = [];
  const sends: Delivery[] = [];
  const planned = new Map<string, PlannedSending>();
  const observed: string[] = [];
  const warnings: { fields: object; message: string }[] = [];
  let leader: Process | null = null;

  const channelOf = (name: string, gate: Gate): Channel => ({
    name,
    send: async (message, signal) => {
      await gate(nothing);
      const delivery = { channel: name, messageId: message.messageId, message, at: now() };
      sends.push(delivery);
      const result = await answer(
        modes.get(name) ?? 'takes',
        () => deliveries.push(delivery),
        signal,
        timers,
      );
      await gate(nothing);
      return result;
    },
  });

  const open = (): Process => {
    const { gate, ...frost } = makeGate(busy);
    const store = options.storeOf(gate);
    const recording: TellerStore = {
      ...store,
      plan: (message, ...rest) => {
        planned.set(message.message.messageId, message);
        return store.plan(message, ...rest);
      },
    };
    const teller = openTellerOver(recording, {
      now,
      timers,
      holds: () => gate(async () => leader === process),
      channels: new Map([...options.since.keys()].map((name) => [name, channelOf(name, gate)])),
      routes: options.routes,
      limitsOf: options.limitsOf ?? (() => []),
      openingAt: options.openingAt ?? ((_, at) => at),
      urlOf: (cardId) => `https://x.example/cards/${cardId}`,
      draw: options.draw ?? (() => 0.5),
      warn: (fields, message) => void warnings.push({ fields, message }),
      sinceOf: async (names) =>
        new Map(names.map((name) => [name, options.since.get(name.replace('channel/', ''))!])),
      observe: (what, channel) => void observed.push(`${channel} ${what}`),
    });
    const process: Process = { teller, ...frost };
    return process;
  };

  /** Another leads from now on; nobody asks the former. */
  const lead = (process: Process): void => {
    leader = process;
    process.teller.start().catch(() => {});
  };
  return {
    open,
    lead,
    now,
    advance,
    setMode: (channel: string, mode: ChannelMode) => void modes.set(channel, mode),
    leader: () => leader,
    wake: () => leader?.teller.wake(),
    deliveries,
    sends,
    planned,
    observed,
    warnings,
  };
}
export type World = ReturnType<typeof makeWorld>;

const TIMEOUT_MS = 30_000;

async function answer(
  mode: ChannelMode,
  deliver: () => void,
  signal: AbortSignal,
  timers: Timers,
): Promise<SendResult> {
  const failed = { ok: false, retry: true, detail: mode } as const;
  switch (mode) {
    case 'takes':
      deliver();
      return { ok: true, detail: 'taken' };
    case 'loses the answer':
      deliver();
      return failed;
    case 'asks to wait':
      return { ...failed, retryAfterMs: 20_000 };
    case 'hangs':
      await new Promise<void>((resolve) => {
        timers.set(resolve, TIMEOUT_MS);
        signal.addEventListener('abort', () => resolve());
      });
      return failed;
    case 'is deaf':
      return new Promise(() => {});
    case 'fails':
      return failed;
  }
}

interface Busy {
  begin(): void;
  end(): void;
}

function makeGate(busy: Busy) {
  let passes = Number.POSITIVE_INFINITY;
  let thawed: Promise<void> | null = null;
  let thaw = (): void => {};
  const pass = async (): Promise<void> => {
    passes -= 1;
    if (passes < 0 && thawed === null)
      thawed = new Promise((resolve) => {
        thaw = resolve;
      });
    if (thawed === null) return;
    busy.end();
    await thawed;
    busy.begin();
  };
  const gate: Gate = async (work) => {
    busy.begin();
    try {
      await pass();
      const result = await work();
      await pass();
      return result;
    } finally {
      busy.end();
    }
  };
  return {
    gate,
    freezeAfter: (more: number) => {
      passes = more;
    },
    isFrozen: () => thawed !== null,
    thaw: () => {
      passes = Number.POSITIVE_INFINITY;
      thawed = null;
      thaw();
    },
  };
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Time stands still while anything is under way that no timer has to end. */
function makeTime() {
  let now = REACHED;
  let order = 0;
  let underWay = 0;
  const pending = new Set<Timer>();
  const timers: Timers = {
    longestMs: Number.MAX_SAFE_INTEGER,
    set: (run, ms) => {
      order += 1;
      const timer = { at: now + Math.max(0, ms), order, run };
      pending.add(timer);
      return timer;
    },
    clear: (timer) => void pending.delete(timer as Timer),
  };
  const settle = async (): Promise<void> => {
    for (let calm = 0; calm < 2; calm = underWay === 0 ? calm + 1 : 0)
      await new Promise((resolve) => setImmediate(resolve));
  };
  const first = (): Timer | undefined => [...pending].sort((a, b) => a.at - b.at || a.order - b.order)[0];
  const advance = async (ms: number): Promise<void> => {
    const until = now + ms;
    await settle();
    for (let timer = first(); timer && timer.at <= until; timer = first()) {
      pending.delete(timer);
      now = Math.max(now, timer.at);
      timer.run();
      await settle();
    }
    now = until;
  };
  const busy: Busy = {
    begin: () => {
      underWay += 1;
    },
    end: () => {
      underWay -= 1;
    },
  };
  return { timers, now: () => now, advance, busy };
}
