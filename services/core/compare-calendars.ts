// What another set of calendars changes: days, and the verdicts and deadlines of given cases.
import type { ClockChange, DayChange } from '../../schemas/comparison.ts';
import { type Calendar, shapeAt } from './calendar.ts';
import type { Clock } from './clock.ts';
import { formatInstant } from './instant.ts';
import type { JudgedCase } from './judge-case.ts';
import { isoOfDay } from './local-date.ts';
import { verdictAt } from './verdict.ts';
import { positionAt } from './walk.ts';

/** Days that count differently, in order; a calendar that only one side has is not covered on the other. */
export function changedDays(
  before: ReadonlyMap<string, Calendar>,
  after: ReadonlyMap<string, Calendar>,
): DayChange[] {
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort();
  return ids.flatMap((id) => changedDaysOf(id, before.get(id), after.get(id)));
}

function changedDaysOf(id: string, before: Calendar | undefined, after: Calendar | undefined): DayChange[] {
  const sides = [before, after].filter((side) => side !== undefined);
  const first = Math.min(...sides.map(({ firstDay }) => firstDay));
  const last = Math.max(...sides.map(({ lastDay }) => lastDay));
  const changes: DayChange[] = [];
  for (let day = first; day <= last; day++) {
    const was = dayKind(before, day);
    const is = dayKind(after, day);
    if (was !== is) changes.push({ calendar: id, day: isoOfDay(day), before: was, after: is });
  }
  return changes;
}

function dayKind(calendar: Calendar | undefined, day: number): DayChange['before'] {
  if (!calendar || day < calendar.firstDay || day > calendar.lastDay) return 'not covered';
  return shapeAt(calendar, day - calendar.firstDay) ? 'working' : 'rest';
}

/** Clocks of one case whose verdict or deadline at `asOf` differs; both sides judge the same targets. */
export function changedClocks(before: JudgedCase, after: JudgedCase, asOf: number): ClockChange[] {
  return before.clocks.flatMap((clock) => {
    const other = after.clocks.find(({ target }) => target.target.id === clock.target.target.id);
    if (!other) return [];
    const [was, is] = [standing(clock, asOf), standing(other, asOf)];
    if (was.verdict === is.verdict && was.deadline === is.deadline) return [];
    const { system, caseId } = before.history;
    return [
      {
        system,
        caseId,
        targetId: clock.target.target.id,
        verdictBefore: was.verdict,
        verdictAfter: is.verdict,
        deadlineBefore: was.deadline,
        deadlineAfter: is.deadline,
      },
    ];
  });
}

function standing(clock: Clock, asOf: number) {
  const due = clock.walk.due[positionAt(clock.walk, asOf)];
  const isKnown = due !== undefined && !Number.isNaN(due);
  return {
    verdict: verdictAt(clock, asOf),
    deadline: isKnown ? formatInstant(due, clock.target.counter.calendar.zone) : null,
  };
}
