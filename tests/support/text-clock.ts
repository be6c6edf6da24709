// Asks the clock in text, as a person writes it, on the shipped calendars; answers in text too.
import type { CalendarFacts, OfficeHours } from '../../schemas/calendar.ts';
import type { DayEnds, Method } from '../../schemas/target.ts';
import { type Calendar, makeCalendar } from '../../services/core/calendar.ts';
import { countTime } from '../../services/core/count-time.ts';
import { formatInstant, readStamp } from '../../services/core/instant.ts';
import { loadCalendars } from '../../services/platform/load-calendars.ts';

/** Stamps without offset are read in the calendar's zone; 24:00 of a day reads back as 00:00 of the next. */
export interface TextQuestion {
  readonly method?: Method;
  readonly dayEnds?: DayEnds;
  readonly start: string;
  readonly end?: string;
  readonly pauses?: readonly (readonly [string, string | null])[];
  readonly limit?: number;
}

export interface TextAnswer {
  readonly elapsed: number | null;
  readonly deadline: string | null;
  readonly provisional: readonly [string, string] | null;
  readonly problems: readonly string[];
}

export async function shippedFacts(id: string): Promise<CalendarFacts> {
  const loaded = await loadCalendars('schemas/calendars');
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  return loaded.calendars.get(id)!;
}

export function compiled(facts: CalendarFacts): Calendar {
  const made = makeCalendar(facts);
  if (!made.ok) throw new Error(made.problem.message);
  return made.calendar;
}

/** The shipped calendar of mainland China, with other office hours where given. */
export async function chinaCalendar(officeHours?: OfficeHours): Promise<Calendar> {
  const facts = await shippedFacts('cn');
  return compiled({ ...facts, officeHours: officeHours ?? facts.officeHours });
}

/** Answers on one calendar. */
export function textClock(calendar: Calendar): (question: TextQuestion) => TextAnswer {
  const read = (text: string) => {
    const stamp = readStamp(text, calendar.zone);
    if (!stamp.ok) throw new Error(stamp.problem.message);
    return stamp;
  };
  const show = (at: number) => formatInstant(at, calendar.zone);
  return ({ method = 'wd_excl', dayEnds = 'midnight', start, end, pauses = [], limit }) => {
    const { elapsed, deadline, provisional, problems } = countTime({
      method,
      calendar,
      dayEnds,
      start: read(start),
      end: end === undefined ? null : read(end),
      pauses: pauses.map(([from, to]) => ({ from: read(from), to: to === null ? null : read(to) })),
      limit: limit ?? null,
    });
    return {
      elapsed,
      deadline: deadline === null ? null : show(deadline),
      provisional: provisional && [show(provisional.earliest), show(provisional.latest)],
      problems: problems.map(({ code }) => code),
    };
  };
}
