// The rules in force, as the store knows them: calendars as prefix sums, and the epoch of catalogue and calendars.
import { type Calendar, shapeAt } from '../core/calendar.ts';
import { isoOfDay } from '../core/local-date.ts';
import { instantText } from './case-events.ts';
import type { Database } from './database.ts';
import { readEpoch } from './store-state.ts';
import { writeRows } from './write-rows.ts';

const dayColumns = [
  'calendar',
  'day',
  'version',
  'midnight',
  'next_midnight',
  'worked_before',
  'office_ms_before',
  'opens',
  'closes',
  'afternoon',
  'units_per_ms',
  'units_per_day',
  'loaded_at',
];

function dayRows(calendar: Calendar, now: number): unknown[][] {
  return Array.from(calendar.shapeOf, (_, i) => {
    const shape = shapeAt(calendar, i);
    return [
      calendar.id,
      isoOfDay(calendar.firstDay + i),
      calendar.version,
      instantText(calendar.midnight[i]!),
      instantText(calendar.midnight[i + 1]!),
      calendar.workedBefore[i]!,
      calendar.officeBefore[i]!,
      shape?.opens ?? [],
      shape?.closes ?? [],
      shape?.afternoonMs ?? null,
      shape?.unitsPerMs ?? 0,
      calendar.unitsPerDay,
      instantText(now),
    ];
  });
}

const keyOf = (calendar: string, version: string, days: number): string =>
  JSON.stringify([calendar, version, days]);

/** Makes `calendar_days` hold these calendars, rewriting it only when one has changed. */
export async function writeCalendars(
  db: Database,
  calendars: readonly Calendar[],
  now: number,
): Promise<void> {
  const stored = await db.query<{ calendar: string; version: string; days: number }>(
    'SELECT calendar, version, count() AS days FROM calendar_days FINAL GROUP BY calendar, version',
  );
  const held = new Set(stored.map(({ calendar, version, days }) => keyOf(calendar, version, days)));
  const wanted = calendars.map(({ id, version, shapeOf }) => keyOf(id, version, shapeOf.length));
  if (held.size === wanted.length && wanted.every((key) => held.has(key))) return;
  await db.command('TRUNCATE TABLE calendar_days');
  await writeRows(
    db,
    'calendar_days',
    dayColumns,
    calendars.flatMap((calendar) => dayRows(calendar, now)),
  );
}

/** The epoch of these rules: the latest one when they are unchanged, else the next. */
export async function enterEpoch(db: Database, rulesVersion: string, now: number): Promise<number> {
  const latest = await readEpoch(db);
  if (latest?.rulesVersion === rulesVersion) return latest.epoch;
  const epoch = (latest?.epoch ?? 0) + 1;
  await writeRows(
    db,
    'rule_epochs',
    ['epoch', 'rules_version', 'began_at'],
    [[epoch, rulesVersion, instantText(now)]],
  );
  return epoch;
}
