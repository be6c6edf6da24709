// The rungs of every case in the store: written as its clocks change, read to arm timers and to find what is behind.
import type { CaseKey } from './case-events.ts';
import { instantText } from './case-events.ts';
import type { Database } from './database.ts';
import { keyChunks } from './key-chunks.ts';
import { instantParameter } from './read-indicators.ts';
import { writeRows } from './write-rows.ts';

export interface RungRow extends CaseKey {
  /** As that of the case: rule epoch above, number of distinct events below. */
  readonly version: number;
  /** Version of the ladders. */
  readonly ladders: string;
  /** In order of their instants. */
  readonly rungs: readonly { readonly targetId: string; readonly rung: string; readonly at: number }[];
}

const columns = ['system', 'case_id', 'version', 'ladders', 'target_id', 'rung', 'reached_at'];

export const writeCaseRungs = (db: Database, rows: readonly RungRow[]): Promise<void> =>
  writeRows(
    db,
    'case_rungs',
    columns,
    rows.map(({ system, caseId, version, ladders, rungs }) => [
      system,
      caseId,
      version,
      ladders,
      rungs.map(({ targetId }) => targetId),
      rungs.map(({ rung }) => rung),
      rungs.map(({ at }) => instantText(at)),
    ]),
  );

interface KeyRow {
  system: string;
  case_id: string;
}

const keyOf = ({ system, case_id }: KeyRow): CaseKey => ({ system, caseId: case_id });

/** Of these cases those whose rungs, as stored, are of these versions; the others must be written anew. */
export async function readRungVersions(
  db: Database,
  keys: readonly CaseKey[],
): Promise<(CaseKey & Pick<RungRow, 'version' | 'ladders'>)[]> {
  const found: (CaseKey & Pick<RungRow, 'version' | 'ladders'>)[] = [];
  for (const part of keyChunks(keys)) {
    const rows = await db.query<KeyRow & { version: number; ladders: string }>(
      `SELECT system, case_id, version, ladders FROM case_rungs FINAL
       WHERE system = {system:String} AND case_id IN {ids:Array(String)}`,
      part,
    );
    found.push(...rows.map((row) => ({ ...keyOf(row), version: row.version, ladders: row.ladders })));
  }
  return found;
}

/**
 * Cases of which a clock has changed since their rungs were written, or whose rungs are of other ladders. A case that
 * ended before `since`, in epoch milliseconds, and never had a row needs none: whatever rung it reached raises no card.
 */
export async function findBehind(db: Database, ladders: string, since: number): Promise<CaseKey[]> {
  const rows = await db.query<KeyRow>(
    `SELECT k.system AS system, k.case_id AS case_id
     FROM (SELECT system, case_id, max(version) AS version FROM clocks GROUP BY system, case_id) AS k
     LEFT JOIN (SELECT system, case_id, version, ladders FROM case_rungs FINAL) AS r
       ON k.system = r.system AND k.case_id = r.case_id
     WHERE (r.version < k.version OR r.ladders != {ladders:String})
       AND NOT (r.version = 0 AND (system, case_id) GLOBAL IN
         (SELECT system, case_id FROM cases FINAL WHERE last_ended_at < {since:DateTime64(3, 'UTC')}))`,
    { ladders, since: instantParameter(since) },
  );
  return rows.map(keyOf);
}

/** Of these cases those that ended before `since` and never had a row. */
export async function findSettledBefore(
  db: Database,
  keys: readonly CaseKey[],
  since: number,
): Promise<CaseKey[]> {
  const found: CaseKey[] = [];
  for (const part of keyChunks(keys)) {
    const rows = await db.query<KeyRow>(
      `SELECT system, case_id FROM cases FINAL
       WHERE system = {system:String} AND case_id IN {ids:Array(String)}
         AND last_ended_at < {since:DateTime64(3, 'UTC')}
         AND (system, case_id) GLOBAL NOT IN (SELECT system, case_id FROM case_rungs
           WHERE system = {system:String} AND case_id IN {ids:Array(String)})`,
      { ...part, since: instantParameter(since) },
    );
    found.push(...rows.map(keyOf));
  }
  return found;
}

export interface ComingRung extends CaseKey {
  readonly at: number;
}

/** What will be reached after `from`, up to and with `to`. */
export async function readComingRungs(db: Database, from: number, to: number): Promise<ComingRung[]> {
  const rows = await db.query<KeyRow & { at: number }>(
    `SELECT system, case_id, toUnixTimestamp64Milli(rung_at) AS at
     FROM case_rungs FINAL ARRAY JOIN reached_at AS rung_at
     WHERE last_at > {from:DateTime64(3, 'UTC')}
       AND rung_at > {from:DateTime64(3, 'UTC')} AND rung_at <= {to:DateTime64(3, 'UTC')}`,
    { from: instantParameter(from), to: instantParameter(to) },
  );
  return rows.map((row) => ({ ...keyOf(row), at: row.at }));
}

const STANDING =
  "SELECT system, case_id, target_id, rung FROM card_at WHERE case_id != '' AND state != 'withdrawn'";

const REACHED = `SELECT system, case_id, target, step
  FROM case_rungs FINAL ARRAY JOIN target_id AS target, rung AS step, reached_at AS rung_at
  WHERE rung_at <= {now:DateTime64(3, 'UTC')}`;

/** Cases of which a rung reached from `since` to `now` has no card. */
const UNRAISED = `SELECT DISTINCT system, case_id FROM (${REACHED}
    AND last_at >= {since:DateTime64(3, 'UTC')} AND rung_at >= {since:DateTime64(3, 'UTC')})
  WHERE (toString(system), case_id, toString(target), toString(step)) GLOBAL NOT IN
    (SELECT toString(system), case_id, toString(target_id), toString(rung) FROM (${STANDING}))`;

/** Cases of which a card stands for a rung that was not reached. */
const UNGROUNDED = `SELECT DISTINCT system, case_id FROM (${STANDING})
  WHERE (toString(system), case_id, toString(target_id), toString(rung)) GLOBAL NOT IN
    (SELECT toString(system), case_id, toString(target), toString(step) FROM (${REACHED}))`;

/** Cases of which a card that asks for no reply waits although its clock has stopped. */
const UNCLOSED = `SELECT DISTINCT system, case_id FROM card_at
  WHERE case_id != '' AND state IN ('raised', 'acknowledged') AND isNull(reply_due_at)
    AND (toString(system), case_id, toString(target_id)) GLOBAL IN
      (SELECT toString(system), case_id, toString(target_id) FROM clocks FINAL
       WHERE applies AND last_state IN ('stopped', 'void'))`;

/** Cases whose cards are not those that their stored rungs stand for; a look at every case and card. */
export async function findUnreconciled(db: Database, since: number, now: number): Promise<CaseKey[]> {
  const params = { since: instantParameter(since), now: instantParameter(now) };
  const found = new Map<string, CaseKey>();
  for (const sql of [UNRAISED, UNGROUNDED, UNCLOSED])
    for (const row of await db.query<KeyRow>(sql, params))
      found.set(`${row.system}\u0000${row.case_id}`, keyOf(row));
  return [...found.values()];
}
