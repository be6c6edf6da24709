// Posts events to a running program in batches and counts what it answers for each.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Problem } from '../../schemas/problem.ts';
import { Receipts } from '../../schemas/receipt.ts';
import { batchesOf, batchSizeOf, waitBefore } from './paced-batches.ts';
import type { CloudEventJson } from './tell-events.ts';

export interface PostOptions {
  readonly events: Iterable<CloudEventJson>;
  /** Where the program listens, such as http://127.0.0.1:8080. */
  readonly url: string;
  /** Events a second; 0 for as fast as they are answered. */
  readonly rate: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  readonly stop?: AbortSignal;
  readonly onProgress?: (summary: PostSummary) => void;
}

export interface PostSummary {
  readonly sent: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
  /** Durable in Kafka, not judged yet. */
  readonly queued: number;
  /** Rejected events by the code of their first problem. */
  readonly codes: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Why not everything was sent. */
  readonly failure: Problem | null;
}

/** A busy program is asked again; any other refusal of a whole batch ends the run. */
const BUSY_TRIES = 30;
const BUSY_WAIT_MS = 2000;

/** Posts one batch after another; events of a batch that was cut off may be posted again, repeats are known. */
export async function postEvents(options: PostOptions): Promise<PostSummary> {
  const { events, rate, now, stop, onProgress } = options;
  const begin = now();
  let summary: PostSummary = nothingSent;
  for (const batch of batchesOf(events, batchSizeOf(rate))) {
    const wait = waitBefore(summary.sent, rate, now() - begin);
    if (wait > 0) await sleep(wait);
    if (stop?.aborted) break;
    const answer = await postBatch(options, batch);
    const seconds = (now() - begin) / 1000;
    if ('code' in answer) return { ...summary, seconds, failure: answer };
    summary = { ...added(summary, batch.length, answer), seconds };
    onProgress?.(summary);
  }
  return summary;
}

const nothingSent: PostSummary = {
  sent: 0,
  accepted: 0,
  duplicate: 0,
  rejected: 0,
  queued: 0,
  codes: {},
  seconds: 0,
  failure: null,
};

function added(summary: PostSummary, sent: number, { receipts, ...counts }: Receipts): PostSummary {
  const codes = { ...summary.codes };
  for (const { status, problems } of receipts)
    if (status === 'rejected') {
      const code = problems[0]?.code ?? 'no-reason';
      codes[code] = (codes[code] ?? 0) + 1;
    }
  return {
    ...summary,
    sent: summary.sent + sent,
    accepted: summary.accepted + counts.accepted,
    duplicate: summary.duplicate + counts.duplicate,
    rejected: summary.rejected + counts.rejected,
    queued: summary.queued + (counts.queued ?? 0),
    codes,
  };
}

async function postBatch(
  { url }: PostOptions,
  batch: readonly CloudEventJson[],
): Promise<Receipts | Problem> {
  const body = batch.map((event) => JSON.stringify(event)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  const address = new URL('/v1/events', url);
  try {
    for (let tries = 1; ; tries++) {
      const answer = await fetch(address, { method: 'POST', headers, body });
      const text = await answer.text();
      if (answer.status === 503 && tries < BUSY_TRIES) await sleep(BUSY_WAIT_MS);
      else return answer.ok ? readReceipts(address, text) : refusal(address, `${answer.status}: ${text}`);
    }
  } catch (error) {
    if (error instanceof TypeError) return noAnswer(address, error);
    throw error;
  }
}

function readReceipts(address: URL, text: string): Receipts | Problem {
  try {
    return Receipts.parse(JSON.parse(text));
  } catch {
    return refusal(address, `no receipts but ${text.slice(0, 200)}`);
  }
}

const refusal = (address: URL, what: string): Problem => ({
  code: 'batch-refused',
  message: `${address} answered ${what}; expected receipts`,
  value: address.href,
});

const noAnswer = (address: URL, { cause, message }: TypeError): Problem => ({
  code: 'no-answer',
  message: `${address} does not answer (${cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : message}); expected a program started with shixian start`,
  value: address.href,
});
