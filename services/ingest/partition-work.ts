// One partition during one generation: takes its batches range by range, each written ahead, stored, then committed.
// A range that fails stops its partition and is tried again as the very same range; none is ever passed over.
import type { BusBatch, BusMessage, EventBus, PartitionLease } from '../platform/event-bus.ts';
import { LeaseLost } from '../platform/event-bus.ts';
import type { Brake } from './brake.ts';
import type { IngestWatch } from './ingest-watch.ts';
import { cutRanges, type RangeLimits } from './plan-ranges.ts';
import { type RangeMark, readMark, writtenAhead } from './range-mark.ts';
import { BrakeOn, type SettleWith, settleRange } from './settle-range.ts';

export interface PartitionWork {
  readonly generation: number;
  /** Never throws. */
  readonly handle: (batch: BusBatch) => Promise<void>;
}

export interface WorkOptions extends Omit<SettleWith, 'bus'> {
  readonly bus: Pick<EventBus, 'send' | 'positions'>;
  readonly group: string;
  readonly watch: IngestWatch;
  readonly limits: RangeLimits;
  readonly brake: Brake | null;
}

/** What a partition's work remembers between batches. */
interface State {
  /** Null until the committed point was read; then the offset expected next. */
  position: number | null;
  /** The range whose mark stands at the broker and which is not settled yet. */
  under: { readonly mark: RangeMark; readonly again: boolean } | null;
  /** What was fetched of it so far. */
  held: BusMessage[];
  /** Failed tries since the last success. */
  failures: number;
}

const RETRY_MS = { first: 500, most: 30_000 } as const;

const firstOf = ({ messages, nextOffset }: BusBatch): number => messages[0]?.offset ?? nextOffset;

const retryDelay = (failures: number): number =>
  Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** Math.min(failures - 1, 10));

export function makePartitionWork(lease: PartitionLease, options: WorkOptions): PartitionWork {
  const state: State = { position: null, under: null, held: [], failures: 0 };
  return {
    generation: lease.generation,
    handle: async (batch) => {
      if (!lease.held()) return;
      const at = { from: firstOf(batch) };
      try {
        await workThrough(batch, lease, state, options, at);
      } catch (error) {
        breakOff(error as Error, lease, state, options, at.from, batch);
      }
    },
  };
}

/** `at.from` follows the work: the offset from which to go on after an error. */
async function workThrough(
  batch: BusBatch,
  lease: PartitionLease,
  state: State,
  options: WorkOptions,
  at: { from: number },
): Promise<void> {
  options.watch.fetched(batch.topic, batch.partition, batch.nextOffset, batch.highWatermark);
  if (state.position === null) await takeUp(batch, lease, state);
  // From here on an error goes back to what is held or was jumped over, not to this batch alone.
  at.from = state.under?.mark.from ?? state.position!;
  await noteMissing(batch, state, options);
  let rest = batch.messages;
  if (state.under) {
    const { to } = state.under.mark;
    state.held.push(...rest.filter(({ offset }) => offset <= to));
    rest = rest.filter(({ offset }) => offset > to);
    if (batch.nextOffset <= to) return moveTo(batch.nextOffset, lease, state);
    await settle(state.held, rest[0]?.offset ?? batch.nextOffset, batch, lease, state, options);
  }
  const ranges = [...cutRanges(rest, options.limits)];
  for (const [i, messages] of ranges.entries()) {
    at.from = messages[0]!.offset;
    await writeAhead(messages, lease, state, options);
    const next = ranges[i + 1]?.[0]?.offset ?? batch.nextOffset;
    await settle(messages, next, batch, lease, state, options);
  }
}

/** Learns where the group stands, and the range that a consumer before left under way. */
async function takeUp(batch: BusBatch, lease: PartitionLease, state: State): Promise<void> {
  const point = await lease.committed();
  const mark = readMark(point);
  state.under = mark === null ? null : { mark, again: true };
  state.held = [];
  state.position = point === null || point.offset < 0 ? firstOf(batch) : point.offset;
}

async function writeAhead(
  messages: readonly BusMessage[],
  lease: PartitionLease,
  state: State,
  { now }: WorkOptions,
): Promise<void> {
  if (!lease.held()) throw new LeaseLost(`${lease.topic}/${lease.partition} passed on`);
  const mark: RangeMark = {
    from: messages[0]!.offset,
    to: messages.at(-1)!.offset,
    messages: messages.length,
    checkedAt: now(),
  };
  await lease.commit(writtenAhead(mark));
  state.under = { mark, again: false };
  state.held = [];
}

async function settle(
  messages: readonly BusMessage[],
  next: number,
  batch: BusBatch,
  lease: PartitionLease,
  state: State,
  options: WorkOptions,
): Promise<void> {
  const { mark, again } = state.under!;
  const range = {
    mark,
    messages,
    next,
    again,
    attempts: state.failures + 1,
    highWatermark: batch.highWatermark,
  };
  state.under = { mark, again: true };
  const done = await settleRange(range, lease, options);
  state.under = null;
  state.held = [];
  state.failures = 0;
  state.position = next;
  options.watch.done(done);
}

function moveTo(offset: number, lease: PartitionLease, state: State): void {
  state.position = offset;
  lease.advanceTo(offset);
}

/** Offsets jumped over are missing only where the broker no longer has them; control records leave gaps too. */
async function noteMissing(batch: BusBatch, state: State, { bus, group, watch }: WorkOptions): Promise<void> {
  const expected = state.position!;
  const first = firstOf(batch);
  if (first <= expected) return;
  const positions = await bus.positions(group, [batch.topic]);
  const low = positions.find(({ partition }) => partition === batch.partition)?.low ?? expected;
  if (low > expected) watch.missing(batch.topic, batch.partition, expected, Math.min(low, first) - 1);
}

function breakOff(
  error: Error,
  lease: PartitionLease,
  state: State,
  { watch }: WorkOptions,
  from: number,
  batch: BusBatch,
): void {
  state.held = [];
  if (error instanceof LeaseLost || !lease.held()) return;
  const { topic, partition } = lease;
  const to = state.under?.mark.to ?? batch.nextOffset - 1;
  if (error instanceof BrakeOn) {
    watch.braked({ topic, partition, from, reason: error.message });
    lease.pauseFrom(from, null);
    return;
  }
  state.failures += 1;
  const retryInMs = retryDelay(state.failures);
  watch.failed({ topic, partition, from, to, attempts: state.failures, error, retryInMs });
  if (state.position !== null) state.position = from;
  lease.pauseFrom(from, retryInMs);
}
