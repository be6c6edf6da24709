// `shixian calendars compare`: what a folder of new calendars would change, before it is put in force.
import { resolve } from 'node:path';
import type { CalendarsComparison } from '../../schemas/comparison.ts';
import { loadCalendars } from '../platform/load-calendars.ts';
import { Failure } from './failure.ts';
import { openDoor } from './open-door.ts';
import { textTable } from './text-table.ts';

export interface CompareOptions {
  readonly data: string;
  readonly format: 'table' | 'json';
}

export async function runCalendarsCompare(folder: string, { data, format }: CompareOptions): Promise<void> {
  const loaded = await loadCalendars(resolve(folder));
  if (!loaded.ok) throw new Failure(loaded.problems);
  const door = await openDoor(data);
  try {
    const body = await door.post('/v1/calendars/compare', { calendars: [...loaded.calendars.values()] });
    const found: CalendarsComparison = JSON.parse(body);
    process.stdout.write(
      format === 'json' ? `${JSON.stringify(found, null, 2)}\n` : `${comparisonText(found)}\n`,
    );
  } finally {
    await door.close();
  }
}

function comparisonText({ days, cases, clocks, changed, examples }: CalendarsComparison): string {
  const summary = `${days.length} days differ; of ${clocks} clocks of ${cases} cases, ${changed} would change`;
  const dayTable = textTable(
    ['calendar', 'day', 'before', 'after'],
    days.slice(0, DAYS_SHOWN).map(({ calendar, day, before, after }) => [calendar, day, before, after]),
  );
  const more =
    days.length > DAYS_SHOWN ? [`… and ${days.length - DAYS_SHOWN} more days; --format json has all`] : [];
  const clockTable = textTable(
    ['case', 'target', 'verdict', 'then', 'deadline', 'then'],
    examples.map((change) => [
      change.caseId,
      change.targetId,
      change.verdictBefore,
      change.verdictAfter,
      change.deadlineBefore,
      change.deadlineAfter,
    ]),
  );
  return [
    summary,
    ...(days.length > 0 ? [dayTable, ...more] : []),
    ...(examples.length > 0 ? [clockTable] : []),
  ].join('\n\n');
}

const DAYS_SHOWN = 60;
