// A consumer in a process of its own, which a test may stop or kill at the worst moment.
import { onTestFinished } from 'vitest';
import type { KafkaSettings } from '../../services/platform/kafka-settings.ts';
import { type BuiltProcess, startBuilt } from './built-process.ts';

export interface WorkerPlan {
  readonly settings: KafkaSettings;
  readonly group: string;
  readonly topic: string;
  /** A file that the test makes. */
  readonly goOn?: string;
}

const PROLOGUE = `
const { openKafkaBus } = await load('services/platform/kafka-bus');
const { existsSync } = await import('node:fs');
const { settings, group, topic, goOn } = JSON.parse(args[0]);
const say = (value) => console.log(JSON.stringify(value));
const bus = await openKafkaBus(settings);
const consume = (onBatch) => bus.consume({ group, topics: [topic], onBatch,
  onAssigned: ({ generation }) => say({ assigned: generation }), onDead: (error) => say({ dead: error.message }) });
`;

/** Writes down the range of its first batch and never gets to do it. */
const WRITE_AHEAD = `${PROLOGUE}
await consume(async ({ messages }, lease) => {
  const mark = JSON.stringify({ from: messages[0].offset, to: messages.at(-1).offset });
  await lease.commit({ offset: messages[0].offset, mark });
  say({ written: mark });
  await new Promise(() => {});
});
`;

/** Keeps the processor busy while it holds its first batch, and commits before it can learn anything once `goOn` is there. */
const FREEZE = `${PROLOGUE}
let turn = 0;
await consume(async ({ nextOffset }, lease) => {
  turn += 1;
  if (turn > 1) return;
  say({ holding: true });
  const last = Date.now() + 60_000;
  while (!existsSync(goOn) && Date.now() < last);
  const held = lease.held();
  const commit = lease.commit({ offset: nextOffset, mark: 'late' });
  say({ held, outcome: await commit.then(() => 'taken', ({ name }) => name), after: lease.held() });
});
`;

/** Gone when the test is. */
function start(script: string, plan: WorkerPlan): BuiltProcess {
  const worker = startBuilt(script, [JSON.stringify(plan)]);
  onTestFinished(() => worker.kill('SIGKILL'));
  return worker;
}

export const startWritingAhead = (plan: WorkerPlan): BuiltProcess => start(WRITE_AHEAD, plan);
export const startFreezing = (plan: WorkerPlan): BuiltProcess => start(FREEZE, plan);

/** The next thing it said that has this key. */
export async function heard(worker: BuiltProcess, key: string): Promise<Record<string, unknown>> {
  for (let line = await worker.nextLine(); line !== null; line = await worker.nextLine()) {
    const said = JSON.parse(line) as Record<string, unknown>;
    if (key in said) return said;
  }
  throw new Error(`the worker ended before it said "${key}"`);
}
