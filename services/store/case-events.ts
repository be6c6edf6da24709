// Reads and writes the events of cases.
import { crc32 } from 'node:zlib';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { identityOf } from '../core/history-event.ts';
import type { Database, Parameters } from './database.ts';
import { keyChunks } from './key-chunks.ts';
import { writeRows } from './write-rows.ts';

/** A case by system and id. */
export interface CaseKey {
  readonly system: string;
  readonly caseId: string;
}

export const keyText = ({ system, caseId }: CaseKey): string => `${system}\u0000${caseId}`;

/** What the stored clocks of a case hold, by target: two that are equal hold the same. */
export type Digests = ReadonlyMap<string, string>;

/** A case, every event known of it, and its clocks as they are stored. */
export interface TouchedCase extends CaseKey {
  readonly events: readonly AcceptedEvent[];
  readonly digests: Digests;
}

const DAY_MS = 86_400_000;
/** Beyond as many days it begins anew. */
const DAYS_KEPT = 20_000;
const dayTexts = new Map<number, string>();
const twoDigits = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));

/** `2026-03-02T` of a day number. */
function dayText(day: number): string {
  let text = dayTexts.get(day);
  if (text === undefined) {
    const iso = new Date(day * DAY_MS).toISOString();
    text = iso.slice(0, iso.indexOf('T') + 1);
    if (dayTexts.size >= DAYS_KEPT) dayTexts.clear();
    dayTexts.set(day, text);
  }
  return text;
}

/** Instants as text, to the millisecond: as `toISOString` writes them, at a fifth of its cost. */
export function instantText(at: number): string {
  const day = Math.floor(at / DAY_MS);
  const ms = at - day * DAY_MS;
  const seconds = Math.floor(ms / 1000);
  const time = `${twoDigits[Math.floor(seconds / 3600)]}:${twoDigits[Math.floor(seconds / 60) % 60]}:${twoDigits[seconds % 60]}`;
  return `${dayText(day)}${time}.${String(ms % 1000).padStart(3, '0')}Z`;
}

const columns = [
  'system',
  'case_id',
  'occurred_at',
  'source',
  'event_id',
  'type',
  'day_only',
  'recorded_at',
  'received_at',
  'sequence',
  'data',
  'origin',
];

/** Whether what came from there was received as it came, and is not a log of old. */
export const isLive = (origin: string): boolean => origin === 'http' || origin.startsWith('kafka:');
const LIVE = `origin = 'http' OR startsWith(origin, 'kafka:')`;

/** An accepted event and where it came from. */
export interface StoredEvent {
  readonly event: AcceptedEvent;
  readonly origin: string;
}

export async function writeEvents(
  db: Database,
  events: readonly StoredEvent[],
  token: string,
): Promise<void> {
  const rows = events.map(({ event, origin }) => [
    event.system,
    event.caseId,
    event.occurredAt,
    event.source,
    event.id,
    event.type,
    event.dayOnly,
    event.recordedAt,
    event.receivedAt,
    event.sequence,
    JSON.stringify(event.data),
    origin,
  ]);
  await writeRows(db, 'case_events', columns, rows, { token });
}

interface EventRow {
  system: string;
  case_id: string;
  occurred_at: number;
  source: string;
  event_id: string;
  type: string;
  day_only: boolean;
  recorded_at: number | null;
  received_at: number;
  live: boolean;
  sequence: string;
  data: string;
}

/** Every stored event of the given cases, by case; with `knownAt`, only those received by then. */
export async function readEvents(
  db: Database,
  keys: readonly CaseKey[],
  knownAt?: number,
): Promise<Map<string, AcceptedEvent[]>> {
  const found = new Map<string, AcceptedEvent[]>();
  for (const { system, ids } of keyChunks(keys)) {
    const known_at = instantText(knownAt ?? Date.UTC(2299, 11, 31));
    const rows = await db.query<EventRow>(SELECT_EVENTS, { system, ids, known_at });
    for (const row of rows) addTo(found, eventFromRow(row));
  }
  return found;
}

const SELECT_EVENTS = `
SELECT system, case_id, toUnixTimestamp64Milli(occurred_at) AS occurred_at, source, event_id, type, day_only,
  toUnixTimestamp64Milli(e.recorded_at) AS recorded_at, toUnixTimestamp64Milli(e.received_at) AS received_at,
  ${LIVE} AS live, sequence, data
FROM case_events AS e
WHERE system = {system:String} AND case_id IN {ids:Array(String)}
  AND e.received_at <= parseDateTime64BestEffort({known_at:String}, 3, 'UTC')`;

function addTo(found: Map<string, AcceptedEvent[]>, event: AcceptedEvent): void {
  const key = keyText(event);
  const list = found.get(key);
  if (list) list.push(event);
  else found.set(key, [event]);
}

const eventFromRow = (row: EventRow): AcceptedEvent => ({
  system: row.system,
  caseId: row.case_id,
  source: row.source,
  id: row.event_id,
  type: row.type,
  occurredAt: row.occurred_at,
  dayOnly: row.day_only,
  recordedAt: row.recorded_at,
  receivedAt: row.received_at,
  ...(row.live ? { live: true } : {}),
  sequence: row.sequence,
  data: JSON.parse(row.data),
});

/** A case to be folded again. */
export interface StaleCase extends CaseKey {
  /** It was folded before, under older rules. */
  readonly isOutdated: boolean;
}

/** Cases, of the whole store or among some, whose stored events are not the ones last folded or were folded under older rules. */
export async function findStaleCases(
  db: Database,
  epoch: number,
  among?: readonly CaseKey[],
): Promise<StaleCase[]> {
  if (among === undefined) return readStale(db, '1', { epoch });
  const found: StaleCase[] = [];
  for (const { system, ids } of keyChunks(among))
    found.push(...(await readStale(db, AMONG, { epoch, system, ids })));
  return found;
}

const AMONG = 'system = {system:String} AND case_id IN {ids:Array(String)}';

async function readStale(db: Database, among: string, parameters: Parameters): Promise<StaleCase[]> {
  const rows = await db.query<{ system: string; case_id: string; is_outdated: boolean }>(
    `SELECT e.system AS system, e.case_id AS case_id,
       c.events > 0 AND bitShiftRight(c.version, 32) != {epoch:UInt64} AS is_outdated
     FROM (SELECT system, case_id, uniqExact(source, event_id) AS events FROM case_events
           WHERE ${among} GROUP BY system, case_id) AS e
     LEFT JOIN (SELECT system, case_id, events, version FROM cases FINAL WHERE ${among}) AS c
       ON e.system = c.system AND e.case_id = c.case_id
     WHERE e.events != c.events OR bitShiftRight(c.version, 32) != {epoch:UInt64}
     ORDER BY toString(system), case_id`,
    parameters,
  );
  return rows.map((row) => ({
    system: row.system,
    caseId: row.case_id,
    isOutdated: Boolean(row.is_outdated),
  }));
}

/** The systems in which a case of this id is stored. */
export async function findSystems(db: Database, caseId: string): Promise<string[]> {
  const rows = await db.query<{ system: string }>(
    'SELECT DISTINCT system FROM case_events WHERE case_id = {id:String} ORDER BY system',
    { id: caseId },
  );
  return rows.map((row) => row.system);
}

/** The next cases after one, in order of system and id. */
export async function listCases(db: Database, after: CaseKey, limit: number): Promise<CaseKey[]> {
  const rows = await db.query<{ system: string; case_id: string }>(
    `SELECT system, case_id FROM cases FINAL
     WHERE (toString(system), case_id) > ({system:String}, {id:String}) ORDER BY toString(system), case_id LIMIT {limit:UInt32}`,
    { system: after.system, id: after.caseId, limit },
  );
  return rows.map((row) => ({ system: row.system, caseId: row.case_id }));
}

/** Some 11 characters each, in a statement of at most 262,144. */
const SUMS_AT_ONCE = 20_000;

/** The case, as key text, under which each stored event with one of these ids stands, by identity. */
export async function findOwners(db: Database, ids: Iterable<string>): Promise<Map<string, string>> {
  const asked = new Set(ids);
  const sums = [...new Set([...asked].map((id) => crc32(id)))];
  const owners = new Map<string, string>();
  for (let from = 0; from < sums.length; from += SUMS_AT_ONCE) {
    const rows = await db.query<{ source: string; event_id: string; system: string; case_id: string }>(
      `SELECT DISTINCT source, event_id, system, case_id FROM case_events
       WHERE id_crc IN (SELECT arrayJoin({sums:Array(UInt32)}))`,
      { sums: sums.slice(from, from + SUMS_AT_ONCE) },
    );
    for (const { source, event_id: id, system, case_id: caseId } of rows)
      if (asked.has(id)) owners.set(identityOf({ source, id }), keyText({ system, caseId }));
  }
  return owners;
}
