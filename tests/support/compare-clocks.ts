// Puts the same questions to the core and to the walker and names the first difference.
import fc from 'fast-check';
import type { CalendarFacts } from '../../schemas/calendar.ts';
import type { Method } from '../../schemas/target.ts';
import { type Calendar, makeCalendar } from '../../services/core/calendar.ts';
import { type CalendarBounds, randomFacts } from './random-calendar.ts';
import { type Asked, ask, placePlan, randomPlan } from './random-question.ts';
import { walkElapsed } from './walker.ts';
import { walkerCalendar } from './walker-calendar.ts';
import { walkDeadline } from './walker-deadline.ts';

/** How many random cases the laws are tried on in all; SHIXIAN_CASES raises it. */
export const caseCount = Number(process.env['SHIXIAN_CASES'] ?? 10_000);

export interface LawSettings {
  /** Share of all cases this law gets. */
  readonly share: number;
  readonly methods?: readonly Method[];
  readonly mostPauses?: number;
  readonly days?: CalendarBounds;
  /** Questions to one calendar, at least. */
  readonly perCalendar?: number;
}

export interface LawCase {
  readonly facts: CalendarFacts;
  readonly calendar: Calendar;
  readonly asked: Asked;
}

/** Tries a law on random calendars and questions; `check` throws where it does not hold and answers whether it applied. Gives how often it did. */
export function tryLaw(settings: LawSettings, check: (one: LawCase) => boolean): number {
  const { share, methods, mostPauses = 4, days = { minDays: 10, maxDays: 200 }, perCalendar = 12 } = settings;
  const plans = fc.array(randomPlan(methods, { maxLength: mostPauses }), {
    minLength: perCalendar,
    maxLength: perCalendar + 1,
  });
  let applied = 0;
  const property = fc.property(randomFacts(days), plans, (facts, drawn) => {
    const made = makeCalendar(facts);
    if (!made.ok) return refusedRightly(made.problem.code);
    const slow = walkerCalendar(facts);
    for (const plan of drawn) {
      const asked = placePlan(facts, slow, plan);
      if (check({ facts, calendar: made.calendar, asked })) applied++;
    }
  });
  const numRuns = Math.ceil((caseCount * share) / perCalendar);
  fc.assert(property, { numRuns });
  if (applied < numRuns) throw new Error(`the law was tried on ${applied} cases only`);
  return applied;
}

function refusedRightly(code: string): void {
  if (code !== 'office-hours-too-irregular') throw new Error(`a sound calendar was refused: ${code}`);
}

const text = (at: number | null): string =>
  at === null ? 'none' : Number.isFinite(at) ? new Date(at).toISOString() : 'open';

/** What core and walker answer differently, in words; null when they agree. */
export function difference({ calendar, asked }: LawCase): string | null {
  const fast = ask(calendar, asked);
  const elapsed = walkElapsed(asked, asked.end);
  const deadline = walkDeadline(asked, asked.limit);
  if (fast.elapsed === elapsed && fast.deadline === deadline) return null;
  const { method, dayEnds, start, end, limit, pauses } = asked;
  return [
    `${method} ${dayEnds} limit ${limit} from ${text(start)} to ${text(end)}`,
    `pauses ${pauses.map(({ from, to }) => `${text(from)}/${text(to)}`).join(' ')}`,
    `elapsed: core ${fast.elapsed}, walker ${elapsed}`,
    `deadline: core ${text(fast.deadline)}, walker ${text(deadline)}`,
    `problems ${fast.problems.map(({ code }) => code).join(' ')}`,
  ].join('; ');
}
