// A process that can be killed or frozen at any of its awaits, over a store and channels that live on.
import type { Channel } from '../../services/alert/channels/channel.ts';
import type { Timers } from '../../services/alert/timers.ts';
import type { Database } from '../../services/store/database.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface FragileProcess {
  /** The store as this process reaches it; its clock is that of the virtual time. */
  readonly db: Database;
  readonly timers: Timers;
  /** Milliseconds that only grow, by a clock of its own. */
  readonly elapsed: () => number;
  channel(channel: Channel): Channel;
  /** From the await after next of so many, nothing of it goes on. */
  killAfter(awaits: number): void;
  freezeAfter(awaits: number): void;
  /** Goes on; a freeze that had not come yet does not come any more. */
  thaw(): void;
  kill(): void;
}

const NEVER = new Promise<never>(() => {});

export function startProcess(time: VirtualTime, db: Database, skewMs: number): FragileProcess {
  let state: 'alive' | 'frozen' | 'dead' = 'alive';
  let thawed: () => void = () => {};
  let frozen: Promise<void> = Promise.resolve();
  let left = Number.POSITIVE_INFINITY;
  let becomes: 'frozen' | 'dead' = 'dead';
  const freeze = (): void => {
    state = 'frozen';
    frozen = new Promise((resolve) => {
      thawed = resolve;
    });
  };
  const strike = (): void => {
    left = Number.POSITIVE_INFINITY;
    if (becomes === 'dead') state = 'dead';
    else freeze();
  };
  const pass = async (): Promise<void> => {
    if (state === 'alive' && --left <= 0) strike();
    while (state === 'frozen') await frozen;
    if (state === 'dead') await NEVER;
  };
  /** Struck before it, nothing is done; struck after it, all of it is done and nobody hears. */
  const gate = async <T>(work: () => Promise<T>): Promise<T> => {
    await pass();
    const done = await time.during(work);
    await pass();
    return done;
  };
  return {
    db: {
      engine: db.engine,
      query: (sql, params) =>
        gate(async () => (sql.includes('now64(3') ? ([{ at: time.now() }] as never) : db.query(sql, params))),
      queryText: (sql, params, format) => gate(() => db.queryText(sql, params, format)),
      command: (sql, params) => gate(() => db.command(sql, params)),
      insertRaw: (statement) => gate(() => db.insertRaw(statement)),
      close: async () => {},
    },
    timers: {
      longestMs: time.timers.longestMs!,
      set: (run, ms) => time.timers.set(() => void pass().then(run), ms),
      clear: time.timers.clear,
    },
    elapsed: () => time.now() + skewMs,
    channel: ({ name, send }) => ({ name, send: (message, cut) => gate(() => send(message, cut)) }),
    killAfter: (awaits) => {
      left = awaits;
      becomes = 'dead';
    },
    freezeAfter: (awaits) => {
      left = awaits;
      becomes = 'frozen';
    },
    thaw: () => {
      if (becomes === 'frozen') left = Number.POSITIVE_INFINITY;
      if (state !== 'frozen') return;
      state = 'alive';
      thawed();
    },
    kill: () => {
      state = 'dead';
      thawed();
    },
  };
}
