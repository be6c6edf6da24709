// The way between a process and the broker model: every call takes time, and can fail in each way a network can.
import type { TopicPartition } from './memory-assignment.ts';
import type { MemoryClock } from './memory-clock.ts';
import type { MemoryProcess } from './memory-process.ts';

export interface BrokerCall {
  /** Of the broker: fetch, commit, committed, send, join, heartbeat, leave, positions, create. */
  readonly kind: string;
  readonly process: string;
  /** For fetch and commit. */
  readonly at?: TopicPartition;
}

export interface Fault {
  /** Whether the broker does what was asked; that its answer is lost does not undo it. */
  readonly takesEffect: boolean;
  /** What the caller sees; a timeout is an error that takes long; kill and freeze befall the calling process. */
  readonly outcome: 'error' | 'timeout' | 'kill' | 'freeze';
}

export type Faults = (call: BrokerCall) => Fault | null;

export interface Wire {
  readonly clock: MemoryClock;
  readonly latencyMs: () => number;
  readonly requestTimeoutMs: number;
  readonly faults: Faults;
}

/** Asks the broker for something as `process`; what was sent arrives, whatever becomes of the process. */
export async function callBroker<T>(
  wire: Wire,
  process: MemoryProcess,
  call: Omit<BrokerCall, 'process'>,
  effect: () => T | Promise<T>,
): Promise<T> {
  await process.running();
  const fault = wire.faults({ ...call, process: process.name });
  const isBefore = fault?.takesEffect === false;
  if (isBefore) befall(process, fault);
  await process.running();
  await wire.clock.sleep(wire.latencyMs());
  const isLost = fault?.takesEffect && (fault.outcome === 'timeout' || fault.outcome === 'error');
  const isRefused = isBefore && fault.outcome !== 'freeze';
  const finish = isRefused ? failure(`${call.kind} failed`) : await outcomeOf(effect);
  if (fault?.takesEffect) befall(process, fault);
  await wire.clock.sleep(fault?.outcome === 'timeout' ? wire.requestTimeoutMs : wire.latencyMs());
  await process.running();
  if (isLost) throw new Error(`${call.kind} was not answered`);
  return finish();
}

function befall(process: MemoryProcess, { outcome }: Fault): void {
  if (outcome === 'kill') process.kill();
  if (outcome === 'freeze') process.freeze();
}

const failure = (message: string) => (): never => {
  throw new Error(message);
};

async function outcomeOf<T>(effect: () => T | Promise<T>): Promise<() => T> {
  try {
    const value = await effect();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

export type OneByOne = Faults & {
  readonly next: (kind: string, fault: Fault, process?: string) => void;
};

/** Faults told one by one: each befalls the next call that it fits. */
export function makeFaults(): OneByOne {
  const due: { kind: string; fault: Fault; process: string | undefined }[] = [];
  const faults: Faults = (call) => {
    const at = due.findIndex(
      ({ kind, process }) => kind === call.kind && (process === undefined || process === call.process),
    );
    return at < 0 ? null : due.splice(at, 1)[0]!.fault;
  };
  return Object.assign(faults, {
    next: (kind: string, fault: Fault, process?: string) => void due.push({ kind, fault, process }),
  });
}
