// What a program must know of a store before it works on it: its id, and the rules its answers stand under.
import { randomBytes } from 'node:crypto';
import type { Problem } from '../../schemas/problem.ts';
import { instantText } from './case-events.ts';
import type { Database } from './database.ts';
import { writeRows } from './write-rows.ts';

/** The store's id, made at the first asking. */
export async function enterStore(db: Database, now: number): Promise<string> {
  const known = await readStoreId(db);
  if (known !== null) return known;
  const id = randomBytes(4).toString('hex');
  await writeRows(db, 'store', ['id', 'made_at'], [[id, instantText(now)]]);
  return id;
}

async function readStoreId(db: Database): Promise<string | null> {
  const [row] = await db.query<{ id: string }>('SELECT id FROM store ORDER BY made_at, id LIMIT 1');
  return row?.id ?? null;
}

export interface StoreState {
  readonly id: string;
  readonly epoch: number;
}

export type StateFound =
  | { readonly ok: true; readonly state: StoreState }
  | { readonly ok: false; readonly problem: Problem };

/** The state of a store that `shixian migrate` has prepared for these very rules, or why it is not ready. */
export async function readState(db: Database, rulesVersion: string): Promise<StateFound> {
  const [tables] = await db.query<{ n: number }>(
    "SELECT count() AS n FROM system.tables WHERE database = currentDatabase() AND name IN ('store', 'rule_epochs')",
  );
  const id = tables!.n === 2 ? await readStoreId(db) : null;
  if (id === null) return refused('store-not-ready', 'the store has not been prepared');
  const latest = await readEpoch(db);
  if (latest?.rulesVersion !== rulesVersion)
    return refused(
      'rules-differ',
      `the store stands under rules ${latest?.rulesVersion ?? 'of no program'}, this program has ${rulesVersion}`,
    );
  return { ok: true, state: { id, epoch: latest.epoch } };
}

/** The latest epoch and its rules; null in a store without any. */
export async function readEpoch(
  db: Database,
): Promise<{ readonly epoch: number; readonly rulesVersion: string } | null> {
  const [row] = await db.query<{ epoch: number; rulesVersion: string }>(
    'SELECT epoch, rules_version AS rulesVersion FROM rule_epochs ORDER BY epoch DESC LIMIT 1',
  );
  return row ?? null;
}

const refused = (code: string, message: string): StateFound => ({
  ok: false,
  problem: { code, message: `${message}; run shixian migrate with this program first` },
});
