// Answers the calculator's questions. One bad question never harms the next.
import type { CalendarFacts, OfficeHours } from '../../schemas/calendar.ts';
import { type ClockAnswer, ClockQuestion } from '../../schemas/clock-question.ts';
import type { Problem } from '../../schemas/problem.ts';
import { type Calendar, makeCalendar } from '../core/calendar.ts';
import { type CountAnswer, countTime, type Stamp } from '../core/count-time.ts';
import { formatInstant, readStamp } from '../core/instant.ts';
import { problemsOf } from '../core/issue-problems.ts';

export type AnswerClock = (question: unknown) => ClockAnswer;

/** Calendars under other office hours are compiled once and the last few kept. */
const CALENDARS_KEPT = 200;

/** An answerer over the given calendars; questions may bring their own office hours. */
export function createClockAnswerer(
  facts: ReadonlyMap<string, CalendarFacts>,
  calendars: ReadonlyMap<string, Calendar>,
): AnswerClock {
  const compiled = new Map<string, Calendar | Problem>();
  const calendarOf = (id: string, officeHours: OfficeHours | null | undefined): Calendar | Problem => {
    if (!officeHours) return calendars.get(id) ?? unknownCalendar(id, calendars);
    const key = `${id} ${JSON.stringify(officeHours)}`;
    let calendar = compiled.get(key);
    if (!calendar) {
      const published = facts.get(id);
      const made = published ? makeCalendar({ ...published, officeHours }) : null;
      calendar = made === null ? unknownCalendar(id, calendars) : made.ok ? made.calendar : made.problem;
      if (compiled.size >= CALENDARS_KEPT) compiled.delete(compiled.keys().next().value!);
      compiled.set(key, calendar);
    }
    return calendar;
  };
  return (input) => answer(input, calendarOf);
}

function unknownCalendar(id: string, calendars: ReadonlyMap<string, Calendar>): Problem {
  const message = `there is no calendar "${id}"; expected one of ${[...calendars.keys()].join(', ')}`;
  return { code: 'unknown-calendar', message, field: 'calendar', value: id };
}

type CalendarOf = (id: string, officeHours: OfficeHours | null | undefined) => Calendar | Problem;

function answer(input: unknown, calendarOf: CalendarOf): ClockAnswer {
  const parsed = ClockQuestion.safeParse(input);
  if (!parsed.success) return refusal(idOf(input), problemsOf(parsed.error, input, 'bad-question'));
  const question = parsed.data;
  const calendar = calendarOf(question.calendar, question.officeHours);
  if ('code' in calendar) return refusal(question.id, [calendar]);
  const problems: Problem[] = [];
  const stamp = (field: string, text: string): Stamp => readField(field, text, calendar.zone, problems);
  const counted = {
    method: question.method,
    calendar,
    dayEnds: question.dayEnds,
    start: stamp('start', question.start),
    end: question.end == null ? null : stamp('end', question.end),
    pauses: question.pauses.map(([from, to], i) => ({
      from: stamp(`pauses[${i}][0]`, from),
      to: to === null ? null : stamp(`pauses[${i}][1]`, to),
    })),
    limit: question.limit ?? null,
  };
  return problems.length > 0
    ? refusal(question.id, problems)
    : shown(question.id, countTime(counted), calendar.zone);
}

function readField(field: string, text: string, zone: string, problems: Problem[]): Stamp {
  const stamp = readStamp(text, zone);
  if (stamp.ok) return stamp;
  problems.push({ ...stamp.problem, field });
  return { at: Number.NaN, dayOnly: false };
}

function shown(id: ClockQuestion['id'], counted: CountAnswer, zone: string): ClockAnswer {
  const { elapsed, unit, deadline, provisional, problems } = counted;
  const bounds = provisional && {
    earliest: formatInstant(provisional.earliest, zone),
    latest: formatInstant(provisional.latest, zone),
  };
  return {
    id: id ?? null,
    elapsed,
    unit,
    deadline: deadline === null ? null : formatInstant(deadline, zone),
    problems: problems.map((problem) =>
      bounds && problem.code === 'provisional-deadline'
        ? {
            ...problem,
            message: `${problem.message}; from ${bounds.earliest} to ${bounds.latest}`,
            value: bounds,
          }
        : problem,
    ),
  };
}

const refusal = (id: ClockQuestion['id'], problems: Problem[]): ClockAnswer => ({
  id: id ?? null,
  elapsed: null,
  unit: null,
  deadline: null,
  problems,
});

function idOf(input: unknown): string | number | null {
  const id = (input as { id?: unknown } | null)?.id;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}
