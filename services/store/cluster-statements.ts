// Turns one statement of a migration into those a cluster needs.
import { splitStatements } from './split-statements.ts';

export interface Cluster {
  readonly name: string;
  /** Cases are spread over the shards; otherwise every server has all of them. */
  readonly sharded: boolean;
}

export interface ClusterDatabase extends Cluster {
  readonly database: string;
}

/** What a statement becomes where it is run. */
export type Spread = (sql: string) => readonly string[];

export const onOneServer: Spread = (sql) => [sql];

/** The columns whose hash places a row on a shard, by table; a table that is not named here is whole on every shard. */
type ShardKeys = ReadonlyMap<string, string>;

// A replay must come within this time to be known again; the engine's own hour is shorter than an outage may be.
const REMEMBERED_SECONDS = 7 * 24 * 60 * 60;
// One path for all shards makes them replicas of each other.
const WHOLE = "'/clickhouse/tables/{uuid}/whole', '{shard}-{replica}'";

const CREATE = /^CREATE TABLE (IF NOT EXISTS )?(\w+)\b ?/i;
const ENGINE = / ENGINE ?= ?(\w*MergeTree)(?: ?\(([^()]*)\))?(?= |$)/i;
const NAMED =
  /^(?:CREATE (?:OR REPLACE )?(?:VIEW|DICTIONARY|FUNCTION|DATABASE) (?:IF NOT EXISTS )?|DROP (?:VIEW|DICTIONARY|FUNCTION|DATABASE) IF EXISTS )[\w.]+/i;
const ALTER = /^ALTER TABLE (\w+) /i;
const DROP = /^DROP TABLE IF EXISTS (\w+)/i;
const RENAME = /^RENAME TABLE (?:IF EXISTS )?(\w+) TO (\w+)$/i;
const OF_COLUMN = /^(?:ADD|DROP|MODIFY|RENAME|ALTER|COMMENT) COLUMN /i;

/** The statement in one line without comments; the mask has its very length and nothing in its quotes. */
function normalize(sql: string): { bare: string; mask: string } {
  const [statement, ...more] = splitStatements(sql);
  if (statement === undefined || more.length > 0) throw new Error('expected one statement');
  const mask = statement.bare.replace(
    /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S])*"|`[^`]*`/g,
    (quoted) => quoted[0] + '_'.repeat(quoted.length - 2) + quoted[0],
  );
  return { bare: statement.bare, mask };
}

/** Tables ordered by case lie with their case, refusals by their id; everything else is small and read by every shard. */
export function shardKeys(statements: readonly string[]): ShardKeys {
  const keys = new Map<string, string>();
  for (const { mask } of statements.map(normalize)) {
    const name = CREATE.exec(mask)?.[2];
    const order = / ORDER BY \(?([\w, ]+)/i.exec(mask)?.[1] ?? '';
    if (name && /^system, case_id\b/.test(order)) keys.set(name, 'system, case_id');
    if (name && /^rejection_id\b/.test(order)) keys.set(name, 'rejection_id');
  }
  return keys;
}

const local = (table: string): string => `${table}_local`;

/** The statements of a cluster for each of these migrations' own; throws for one that has no such form. */
export function spreadOver(cluster: ClusterDatabase, statements: readonly string[]): Spread {
  const keys: ShardKeys = cluster.sharded ? shardKeys(statements) : new Map();
  return (sql) => clusterStatements(sql, cluster, keys);
}

function clusterStatements(sql: string, cluster: ClusterDatabase, keys: ShardKeys): string[] {
  const { bare, mask } = normalize(sql);
  const on = ` ON CLUSTER '${cluster.name}'`;
  if (CREATE.test(mask)) return createTable(bare, mask, cluster, keys);
  const altered = ALTER.exec(mask);
  if (altered) return alterTable(altered[1]!, cutParts(bare, mask, altered[0].length), on, keys);
  const named = NAMED.exec(mask);
  if (named) return [bare.slice(0, named[0].length) + on + bare.slice(named[0].length)];
  const dropped = DROP.exec(mask);
  if (dropped) {
    const [head, table] = dropped;
    const names = keys.has(table!) ? [table!, local(table!)] : [table!];
    return names.map((name) => `DROP TABLE IF EXISTS ${name}${on}${bare.slice(head.length)}`);
  }
  const renamed = RENAME.exec(mask);
  if (renamed && !keys.has(renamed[1]!) && !keys.has(renamed[2]!)) return [bare + on];
  throw new Error(`"${bare.slice(0, 80)}" has no form for a cluster`);
}

function createTable(bare: string, mask: string, cluster: ClusterDatabase, keys: ShardKeys): string[] {
  const created = CREATE.exec(mask)!;
  const engine = ENGINE.exec(mask);
  if (!engine || /^Replicated/i.test(engine[1]!))
    throw new Error(
      `"${bare.slice(0, 80)}" has no form for a cluster; expected an engine of the MergeTree family`,
    );
  const table = created[2]!;
  const key = keys.get(table);
  const on = ` ON CLUSTER '${cluster.name}'`;
  const head = `CREATE TABLE ${created[1] ?? ''}`;
  const body = bare
    .slice(created[0].length, engine.index)
    .replace(/^AS (\w+)$/i, (as, other) => (keys.has(other) ? `AS ${local(other)}` : as));
  const args = [cluster.sharded && key === undefined ? WHOLE : '', engine[2]?.trim() ?? ''].filter(Boolean);
  const replicated = `Replicated${engine[1]}${args.length > 0 ? `(${args.join(', ')})` : ''}`;
  const rest = remembering(bare.slice(engine.index + engine[0].length));
  const stored = key === undefined ? table : local(table);
  const statement = `${head}${stored}${on} ${body} ENGINE = ${replicated}${rest}`;
  if (key === undefined) return [statement];
  const to = `Distributed('${cluster.name}', '${cluster.database}', '${stored}', cityHash64(${key}))`;
  return [statement, `${head}${table}${on} AS ${stored} ENGINE = ${to}`];
}

const remembering = (rest: string): string =>
  rest.replace(/\bnon_replicated_deduplication_window ?= ?(\d+)/i, (_, window) =>
    Number(window) === 0
      ? 'replicated_deduplication_window = 0'
      : `replicated_deduplication_window = ${window}, replicated_deduplication_window_seconds = ${REMEMBERED_SECONDS}`,
  );

/** The parts of an ALTER, cut at the commas outside brackets and quotes. */
function cutParts(bare: string, mask: string, from: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < mask.length; at += 1) {
    if (mask[at] === '(') depth += 1;
    if (mask[at] === ')') depth -= 1;
    if (mask[at] !== ',' || depth > 0) continue;
    parts.push(bare.slice(start, at).trim());
    start = at + 1;
  }
  return [...parts, bare.slice(start).trim()];
}

/** A Distributed table knows columns and nothing else; it must never name one that the shards have not. */
function alterTable(table: string, parts: readonly string[], on: string, keys: ShardKeys): string[] {
  const alter = (name: string, some: readonly string[]): string[] =>
    some.length === 0 ? [] : [`ALTER TABLE ${name}${on} ${some.join(', ')}`];
  if (!keys.has(table)) return alter(table, parts);
  const columns = parts.filter((part) => OF_COLUMN.test(part));
  const gone = columns.filter((part) => /^DROP /i.test(part));
  const others = columns.filter((part) => !gone.includes(part));
  return [...alter(table, gone), ...alter(local(table), parts), ...alter(table, others)];
}
