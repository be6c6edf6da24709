// Says what became of rejections: a new row each, with everything that was kept carried over as it is.
import type { Problem } from '../../schemas/problem.ts';
import { instantText } from './case-events.ts';
import type { Database } from './database.ts';
import { instantOf, type StoredRejection } from './read-rejected.ts';
import { stageOf } from './rejected-events.ts';
import { writeRows } from './write-rows.ts';

/** What became of one of them. */
export type Fate =
  | { readonly became: 'replayed' | 'discarded' }
  | { readonly became: 'rejected'; readonly problems: readonly Problem[] };

/** Who asked for it, why, and at which epoch milliseconds. */
export interface Deed {
  readonly by: string;
  readonly note: string;
  readonly at: number;
}

/** The rows are as they were read last: nothing else may change them in between. */
export async function resolveRejected(
  db: Database,
  fates: readonly { readonly row: StoredRejection; readonly fate: Fate }[],
  deed: Deed,
): Promise<void> {
  const [first] = fates;
  if (!first) return;
  const columns = Object.keys(first.row);
  const rows = fates.map(({ row, fate }) => {
    const changed: Readonly<Record<string, unknown>> = {
      ...row,
      ...changesOf(row, fate, deed),
      updated_at: instantText(Math.max(deed.at, instantOf(row.updated_at) + 1)),
    };
    return columns.map((column) => changed[column]);
  });
  await writeRows(db, 'rejected_events', columns, rows);
}

/** The column holds no more. */
const MOST_REPLAYS = 65_535;

function changesOf(row: StoredRejection, fate: Fate, { by, note }: Deed): Partial<StoredRejection> {
  const replays = Math.min(row.replays + 1, MOST_REPLAYS);
  if (fate.became === 'rejected') {
    const code = fate.problems[0]?.code ?? '';
    return { replays, code, problems: JSON.stringify(fate.problems), stage: stageOf(code) };
  }
  const resolved = { status: fate.became, resolved_by: by, note: note === '' ? row.note : note };
  return fate.became === 'replayed' ? { ...resolved, replays } : resolved;
}
