// Random questions to the clock: a method, a start, an end, pauses and a limit, placed on a calendar's days.
import fc from 'fast-check';
import type { CalendarFacts } from '../../schemas/calendar.ts';
import { type DayEnds, type Method, methods } from '../../schemas/target.ts';
import type { Calendar } from '../../services/core/calendar.ts';
import { type CountAnswer, countTime } from '../../services/core/count-time.ts';
import type { Pause, Walked } from './walker.ts';
import { MINUTE, type WalkerCalendar } from './walker-calendar.ts';

/** A time as a place: a share of the covered days, then a minute of that day and a few milliseconds. */
interface Place {
  readonly day: number;
  readonly minute: number;
  readonly ms: number;
  /** An edge of that day's office hours instead of the minute; null, or a day at rest, keeps the minute. */
  readonly edge: Edge | null;
}

const edges = ['opening', 'close', 'afternoon', 'morningClose'] as const;
type Edge = (typeof edges)[number];

export interface Plan {
  readonly method: Method;
  readonly dayEnds: DayEnds;
  readonly start: Place;
  readonly span: Place;
  readonly pauses: readonly { readonly after: Place; readonly length: Place; readonly open: boolean }[];
  readonly limit: number;
  /** Which two instants of the question are made one, if any. */
  readonly tie: Tie | null;
}

const ties = ['end-on-resume', 'end-on-pause', 'start-on-pause', 'pause-on-resume'] as const;
type Tie = (typeof ties)[number];

export interface Asked extends Walked {
  readonly end: number;
  readonly limit: number;
}

const ms = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constantFrom(-1, 1) },
  { weight: 2, arbitrary: fc.integer({ min: -59_999, max: 59_999 }) },
);
const minute = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 540, 720, 810, 1050, 1440) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 1439 }) },
);
const edge = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.constantFrom(...edges) },
);
const place = (day: fc.Arbitrary<number>) => fc.record({ day, minute, ms, edge });
const fewDays = (most: number) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 3 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: most }) },
  );
const byMinutes = (method: Method) => method.startsWith('biz') || method === 'cal_hours';

const limitOf = (method: Method): fc.Arbitrary<number> => {
  const whole = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 25 }));
  if (method === 'half_days') return whole.map((halves) => halves / 2);
  if (!byMinutes(method)) return whole;
  const most = method === 'biz_time' ? 400 : 4000;
  return fc.oneof(
    fc.constantFrom(0, 0.5, 1, 1.5, 2),
    fc.integer({ min: 0, max: most }).map((cents) => cents / 100),
  );
};

const pause = (most: number) =>
  fc.record({
    after: place(fc.oneof(fc.integer({ min: -1, max: 3 }), fc.integer({ min: -2, max: most }))),
    length: fc.oneof(
      { weight: 1, arbitrary: fc.constant({ day: 0, minute: 0, ms: 0, edge: null }) },
      { weight: 6, arbitrary: place(fewDays(most)) },
    ),
    open: fc.nat({ max: 19 }).map((n) => n === 0),
  });

export const randomPlan = (
  among: readonly Method[] = methods,
  pauses: { readonly maxLength: number } = { maxLength: 4 },
): fc.Arbitrary<Plan> =>
  fc.constantFrom(...among).chain((method) => {
    const most = byMinutes(method) ? 8 : 60;
    return fc.record({
      method: fc.constant(method),
      dayEnds: fc.constantFrom('midnight' as const, 'close' as const),
      start: place(fc.integer({ min: -1, max: 400 })),
      span: place(fewDays(most)),
      pauses: fc.array(pause(most), pauses),
      limit: limitOf(method),
      tie: fc.oneof(
        { weight: 5, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom(...ties) },
      ),
    });
  });

/** Puts a plan on a calendar's days; a start lies at most one day before the covered range. */
export function placePlan(facts: CalendarFacts, calendar: WalkerCalendar, plan: Plan): Asked {
  const first = Date.parse(facts.covered.from) / 86_400_000;
  const length = Date.parse(facts.covered.to) / 86_400_000 - first + 1;
  const date = first + (plan.start.day < 0 ? -1 : plan.start.day % length);
  const at = (days: number, { minute, ms, edge }: Place) => {
    const day = calendar.day(date + days);
    const atEdge = edge === null ? Number.NaN : day[edge];
    return (Number.isNaN(atEdge) ? day.begin + minute * MINUTE : atEdge) + ms;
  };
  const start = at(0, plan.start);
  const end = Math.max(start, at(plan.span.day, plan.span));
  const pauses: Pause[] = plan.pauses.map(({ after, length, open }) => {
    const from = at(after.day, after);
    const zero = length.day === 0 && length.minute === 0 && length.ms === 0 && length.edge === null;
    const to = zero ? from : Math.max(from, at(after.day + length.day, length));
    return { from, to: open ? Number.POSITIVE_INFINITY : to };
  });
  const { method, dayEnds, limit } = plan;
  return tied({ calendar, method, dayEnds, start, end, pauses, limit }, plan.tie);
}

function tied(asked: Asked, tie: Tie | null): Asked {
  const [first, second] = asked.pauses;
  if (tie === null || !first) return asked;
  const { start } = asked;
  const isEnd = (at: number) => Number.isFinite(at) && at >= start;
  if (tie === 'end-on-resume') return isEnd(first.to) ? { ...asked, end: first.to } : asked;
  if (tie === 'end-on-pause') return isEnd(first.from) ? { ...asked, end: first.from } : asked;
  const from = tie === 'start-on-pause' ? start : (second?.to ?? start);
  // After an open pause there is nothing to begin on.
  if (from > first.to || !Number.isFinite(from)) return asked;
  return { ...asked, pauses: [{ from, to: first.to }, ...asked.pauses.slice(1)] };
}

const stamp = (at: number) => ({ at, dayOnly: false });

/** The core's answer to the same question. */
export const ask = (calendar: Calendar, { method, dayEnds, start, end, pauses, limit }: Asked): CountAnswer =>
  countTime({
    method,
    calendar,
    dayEnds,
    start: stamp(start),
    end: stamp(end),
    pauses: pauses.map(({ from, to }) => ({
      from: stamp(from),
      to: to === Number.POSITIVE_INFINITY ? null : stamp(to),
    })),
    limit,
  });
