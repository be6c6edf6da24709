// Loads every calendar of a directory; one that is missing a part or contradicts itself is refused.
import { basename, join } from 'node:path';
import { type CalendarFacts, CalendarFile, type OfficeHours } from '../../schemas/calendar.ts';
import type { Problem } from '../../schemas/problem.ts';
import { readDayHours, readOfficeHours } from '../core/office-hours.ts';
import { isZone } from '../core/zone.ts';
import { checkCalendarDays, datesOf } from './check-calendar-days.ts';
import { contentDigest } from './content-digest.ts';
import { listYaml } from './list-yaml.ts';
import { type Locate, type Path, readText, readYaml } from './read-yaml.ts';

export type CalendarsResult =
  | { readonly ok: true; readonly calendars: Map<string, CalendarFacts> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

type Loaded =
  | { readonly facts: CalendarFacts; readonly locate: Locate }
  | { readonly problems: readonly Problem[] };

/** Calendars by id. The version of each is the file's own, followed by + and a digest of everything it says. */
export async function loadCalendars(dir: string): Promise<CalendarsResult> {
  const files = await listYaml(dir);
  if (!files.ok) return files;
  const problems: Problem[] = [];
  const calendars = new Map<string, CalendarFacts>();
  for (const loaded of await Promise.all(files.paths.map((path) => loadCalendar(dir, path)))) {
    if ('problems' in loaded) problems.push(...loaded.problems);
    else if (calendars.has(loaded.facts.id))
      problems.push(fault(loaded.locate, ['id'], loaded.facts.id, 'another calendar has this id'));
    else calendars.set(loaded.facts.id, loaded.facts);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, calendars };
}

async function loadCalendar(dir: string, path: string): Promise<Loaded> {
  const read = await readYaml(path, CalendarFile);
  if (!read.ok) return { problems: read.problems };
  const problems = checkRules(read.value, read.locate);
  if (problems.length > 0) return { problems };
  const { days: daysFile, rows, ...rest } = read.value;
  const daysPath = join(dir, daysFile);
  const text = await readText(daysPath);
  if (typeof text !== 'string') return { problems: [text] };
  const checked = checkCalendarDays(text, daysPath, { ...rest, rows });
  if (!checked.ok) return { problems: checked.problems };
  const facts = { ...rest, days: checked.days };
  const { version, ...content } = facts;
  return { facts: { ...facts, version: `${version}+${contentDigest(content)}` }, locate: read.locate };
}

function fault(locate: Locate, path: Path, value: unknown, why: string): Problem {
  return { code: 'bad-calendar', message: `${locate(path)}: ${why}`, field: path.join('.'), value };
}

function checkRules(file: CalendarFile, locate: Locate): Problem[] {
  const { covered, weekend, zone, days } = file;
  const problems: Problem[] = [];
  const refuse = (path: Path, value: unknown, why: string) => problems.push(fault(locate, path, value, why));
  if (!isZone(zone) || /^[+-]/.test(zone)) refuse(['zone'], zone, `unknown time zone "${zone}"`);
  if (covered.from > covered.to)
    refuse(['covered', 'from'], covered.from, `${covered.from} is after ${covered.to}, the end of the range`);
  else checkHours(file.officeHours, covered, refuse);
  if (new Set(weekend).size !== weekend.length) refuse(['weekend'], weekend, 'a weekday is named twice');
  if (days !== basename(days))
    refuse(['days'], days, `expected the name of a file beside this one, got "${days}"`);
  return problems;
}

type RefuseAt = (path: Path, value: unknown, why: string) => void;

function checkHours(hours: OfficeHours, covered: CalendarFile['covered'], refuse: RefuseAt): void {
  const refuseSpans = (path: Path, text: string) => {
    const spans = readDayHours(text);
    if ('code' in spans) refuse(path, text, spans.message);
  };
  if (typeof hours === 'string') {
    refuseSpans(['officeHours'], hours);
    return;
  }
  hours.forEach((season, i) => {
    refuseSpans(['officeHours', i, 'hours'], season.hours);
  });
  const rule = readOfficeHours(hours);
  if ('code' in rule) return;
  const open = datesOf(covered).find((date) => rule.spansOn(date.slice(5)) === null);
  if (open)
    refuse(['officeHours'], open, `no season gives hours for ${open}; add a last season without from and to`);
}
