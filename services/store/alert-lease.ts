// One leader among several services, over the store alone: who leads takes slot after slot of a lease, and each slot can
// be taken once, since inserts of the same slot bear the same deduplication token. No wall clock is ever compared: a
// leader counts from before its insert and stops in good time, a follower counts from when it first saw a slot and waits
// longer, each by a clock of its own that only runs forward.
import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import { writeRows } from './write-rows.ts';

export interface LeaseTimes {
  /** A follower takes over when it has seen no new slot for so long. */
  readonly silentMs: number;
  /** A leader that could not take a slot for so long leads no more; shorter than silentMs. */
  readonly leadMs: number;
  readonly beatMs: number;
}

export const LEASE_TIMES: LeaseTimes = { silentMs: 12_000, leadMs: 8_000, beatMs: 2_000 };

export interface LeaseOptions {
  readonly lease?: string;
  readonly holder?: string;
  readonly times?: LeaseTimes;
  /** Milliseconds that only grow; no other machine needs to have the same. */
  readonly elapsed?: () => number;
}

export interface AlertLease {
  readonly holder: string;
  /** Takes the next slot where it is this one's to take; whether this one leads. One beat at a time. */
  beat(): Promise<boolean>;
  /** Whether this one leads at this instant, by its own clock and by the store. Ask before each thing only a leader does. */
  holds(): Promise<boolean>;
  /** Beats from now on until released; what fails is told and made up by the next beat. */
  keep(failed: (error: unknown) => void): void;
  /** Gives the lease up, so that another need not wait. */
  release(): Promise<void>;
}

interface Slot {
  readonly slot: number;
  /** Empty where it was given up. */
  readonly holder: string;
}

const NONE: Slot = { slot: 0, holder: '' };

const LATEST = 'SELECT slot, holder FROM leases WHERE lease = {lease:String} ORDER BY slot DESC LIMIT 1';

/** How often a slot is looked for that another replica may have and this one not yet. */
const LOOKS = 3;

export function openAlertLease(db: Database, options: LeaseOptions = {}): AlertLease {
  const { lease = 'alerts', holder = randomUUID(), times = LEASE_TIMES } = options;
  const elapsed = options.elapsed ?? (() => performance.now());
  /** The slot this one leads by, and when its insert began. */
  let held: { readonly slot: number; readonly from: number } | null = null;
  /** The largest slot known to be taken, and since when. */
  let seen = { slot: -1, from: 0 };
  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<unknown> = Promise.resolve();
  let released = false;

  const readLatest = async (): Promise<Slot> => (await db.query<Slot>(LATEST, { lease }))[0] ?? NONE;
  const see = (slot: number): void => {
    if (slot > seen.slot) seen = { slot, from: elapsed() };
  };
  const leadsStill = (): boolean => held !== null && elapsed() - held.from < times.leadMs;

  /** Whoever's insert came first has the slot; the others' vanish, and reading tells whose it was. */
  const insert = (slot: number, by: string): Promise<void> =>
    writeRows(db, 'leases', ['lease', 'slot', 'holder'], [[lease, slot, by]], {
      token: `lease/${lease}/${slot}`,
    });

  const take = async (slot: number): Promise<void> => {
    const from = elapsed();
    try {
      await insert(slot, holder);
    } catch (error) {
      // It may have been stored all the same, long before a repetition would begin to count: never this slot again.
      see(slot);
      throw error;
    }
    for (let look = 0; look < LOOKS; look += 1) {
      const latest = await readLatest();
      if (latest.slot < slot) continue;
      held = latest.holder === holder ? { slot: latest.slot, from } : null;
      see(latest.slot);
      return;
    }
    // Taken by somebody, as it seems, whose row is not to be seen here: it counts as seen just now.
    held = null;
    see(slot);
  };

  const step = async (): Promise<boolean> => {
    const latest = await readLatest();
    see(latest.slot);
    const isFree = latest.holder === holder || (latest.holder === '' && latest.slot === seen.slot);
    if (latest.holder !== holder) held = null;
    if (isFree || elapsed() - seen.from >= times.silentMs) await take(seen.slot + 1);
    return leadsStill();
  };

  const beat = (): Promise<boolean> => {
    const next = beating.then(() => (released ? false : step()));
    beating = next.catch(() => undefined);
    return next;
  };

  const keep = (failed: (error: unknown) => void): void => {
    const next = async (): Promise<void> => {
      await beat().catch(failed);
      if (!released) timer = setTimeout(next, times.beatMs).unref();
    };
    void next();
  };

  return {
    holder,
    beat,
    keep,
    holds: async () => leadsStill() && (await readLatest()).holder === holder && leadsStill(),
    release: async () => {
      released = true;
      clearTimeout(timer);
      await beating;
      const led = held;
      held = null;
      if (led !== null) await insert(led.slot + 1, '');
    },
  };
}
