// `shixian rejected replay` and `discard`: hand rejected events in again, or put them aside for good.
import { userInfo } from 'node:os';
import { CHANGE_IDS, type DiscardAnswer, type ReplayAnswer } from '../../schemas/rejected.ts';
import { Failure, failure } from './failure.ts';
import { type Door, openDoor } from './open-door.ts';
import { printable } from './printable.ts';
import type { RejectedFilterOptions } from './run-rejected.ts';

export interface SettleOptions extends RejectedFilterOptions {
  readonly data: string;
  readonly all?: boolean;
  readonly by?: string;
  readonly note?: string;
  readonly dryRun?: boolean;
  readonly format: 'text' | 'json';
}

type Result = (ReplayAnswer | DiscardAnswer)['results'][number];

export async function runRejectedReplay(ids: readonly string[], options: SettleOptions): Promise<void> {
  const results = await settle('replay', ids, options);
  const isFutile = results.length > 0 && results.every(({ outcome }) => STAYING.has(outcome));
  if (isFutile && !options.dryRun)
    throw failure('nothing-replayed', `none of ${results.length} could be taken in; they stay as they were`);
}

export async function runRejectedDiscard(ids: readonly string[], options: SettleOptions): Promise<void> {
  if (!options.note?.trim())
    throw failure('missing-note', 'discard needs --note: why these are of no use, for whoever asks later');
  await settle('discard', ids, options);
}

const STAYING = new Set<Result['outcome']>(['rejected', 'not-replayable', 'unchanged']);

async function settle(
  deed: 'replay' | 'discard',
  ids: readonly string[],
  options: SettleOptions,
): Promise<Result[]> {
  const choices = choicesOf(deed, ids, options);
  const { note, dryRun = false, by = userName() } = options;
  const door = await openDoor(options.data);
  try {
    const results = await askAll(door, `/v1/rejected/${deed}`, choices, { note, dryRun, by });
    const json = () => JSON.stringify({ dryRun, results }, null, 2);
    process.stdout.write(options.format === 'json' ? `${json()}\n` : `${settledText(results, dryRun)}\n`);
    return results;
  } finally {
    await door.close();
  }
}

type Choice = { readonly ids: readonly string[] } | { readonly filter: Readonly<Record<string, string>> };

/** What to ask for in turn; nothing is chosen unless it is said. */
function choicesOf(deed: string, ids: readonly string[], options: SettleOptions): Choice[] {
  const { code, stage, origin, topic, from, to, search } = options;
  const filter = Object.fromEntries(
    Object.entries({ code, stage, origin, topic, from, to, search }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  const filters = options.all === true || Object.keys(filter).length > 0;
  if (ids.length > 0 && filters)
    throw failure('ids-and-filter', `${deed}: expected either ids or a filter, not both`);
  if (filters) return [{ filter }];
  if (ids.length === 0)
    throw failure(
      'nothing-chosen',
      `${deed} needs ids, a filter such as --code, or --all for every open one`,
    );
  const parts = Array.from({ length: Math.ceil(ids.length / CHANGE_IDS) }, (_, part) => ({
    ids: ids.slice(part * CHANGE_IDS, (part + 1) * CHANGE_IDS),
  }));
  return parts;
}

async function askAll(door: Door, path: string, choices: readonly Choice[], deed: object): Promise<Result[]> {
  const results: Result[] = [];
  for (const choice of choices) {
    let cursor: string | null | undefined;
    do {
      const body = await door.post(path, { ...choice, ...deed, ...(cursor ? { cursor } : {}) });
      const answer: ReplayAnswer | DiscardAnswer = JSON.parse(body);
      results.push(...answer.results);
      cursor = answer.next;
    } while (cursor !== null);
  }
  return results;
}

const words: Record<Result['outcome'], string> = {
  accepted: 'accepted',
  duplicate: 'known before',
  queued: 'queued in Kafka',
  acceptable: 'would be handed in',
  rejected: 'rejected again',
  'not-replayable': 'not replayable',
  discarded: 'discarded',
  unchanged: 'unchanged',
};

function settledText(results: readonly Result[], dryRun: boolean): string {
  if (results.length === 0) return 'no open rejection matches';
  const counts = Object.entries(words).flatMap(([outcome, word]) => {
    const n = results.filter((result) => result.outcome === outcome).length;
    return n === 0 ? [] : [`${n} ${word}`];
  });
  const reasons = results.flatMap(({ id, outcome, problems }) =>
    problems.map(
      ({ code, message }) => `  ${id} ${words[outcome]}: ${code}: ${message.replaceAll('\n', ' ')}`,
    ),
  );
  const head = `${dryRun ? 'dry run, nothing is changed: ' : ''}${counts.join(', ')}`;
  return printable([head, ...reasons].join('\n'));
}

/** The user of the operating system, who may have no name there. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    const uid = process.getuid?.();
    if (uid === undefined) throw new Failure([{ code: 'missing-by', message: 'say who asks with --by' }]);
    return `uid ${uid}`;
  }
}
