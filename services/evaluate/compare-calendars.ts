// Judges every stored case under the rules in force and under other calendars, and says what would change.
import type { CalendarsComparison, ClockChange } from '../../schemas/comparison.ts';
import type { Calendar } from '../core/calendar.ts';
import { changedClocks, changedDays } from '../core/compare-calendars.ts';
import type { Catalogue } from '../core/compile-targets.ts';
import { formatInstant } from '../core/instant.ts';
import { judgeCase } from '../core/judge-case.ts';
import { type CaseKey, listCases, readEvents } from '../store/case-events.ts';
import type { Database } from '../store/database.ts';

export interface Rules {
  readonly calendars: ReadonlyMap<string, Calendar>;
  readonly catalogue: Catalogue;
}

const CASES_AT_ONCE = 2000;
const EXAMPLES = 50;

/** Nothing is stored; the same targets are judged on both sides. */
export async function compareCalendars(
  db: Database,
  before: Rules,
  after: Rules,
  asOf: number,
): Promise<CalendarsComparison> {
  const counted = { cases: 0, clocks: 0, changed: 0 };
  const examples: ClockChange[] = [];
  for await (const keys of pages(db)) {
    for (const events of (await readEvents(db, keys)).values()) {
      const judged = judgeCase(events, before.catalogue);
      const changes = changedClocks(judged, judgeCase(events, after.catalogue), asOf);
      counted.cases++;
      counted.clocks += judged.clocks.length;
      counted.changed += changes.length;
      examples.push(...changes.slice(0, EXAMPLES - examples.length));
    }
  }
  const days = changedDays(before.calendars, after.calendars);
  return { asOf: formatInstant(asOf, 'Asia/Shanghai'), days, ...counted, examples };
}

async function* pages(db: Database): AsyncGenerator<CaseKey[]> {
  let last: CaseKey = { system: '', caseId: '' };
  while (true) {
    const keys = await listCases(db, last, CASES_AT_ONCE);
    if (keys.length === 0) return;
    yield keys;
    last = keys.at(-1)!;
  }
}
