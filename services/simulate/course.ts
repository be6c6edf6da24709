// How long a case takes against the working days its place works towards, how it ends, and how it is made to look.
import type { Place } from './place.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface Course {
  /** Working days of the office's own time, pauses not counted. */
  readonly days: number;
  readonly outcome: 'completed' | 'rejected' | 'withdrawn';
  /** Share of `days` at which a pause is opened just before the limit; null for an honest case. */
  readonly pausedLateAt: number | null;
  /** Share of `days` at which the case is closed for the look of it, to be reopened; null for an honest case. */
  readonly closedEarlyAt: number | null;
}

const STALLED = 0.012;
const WITHDRAWN = 0.03;
const REJECTED = 0.04;

/** `limit` is in working days; below it a case is in time, from one day above it is late. */
export function drawCourse(limit: number, place: Place, random: SeededRandom): Course {
  if (random.chance(WITHDRAWN)) return { ...honest(limit * random.between(0.05, 0.9)), outcome: 'withdrawn' };
  const outcome = random.chance(REJECTED) ? 'rejected' : 'completed';
  return { ...drawDays(limit, place, random), outcome };
}

type Days = Omit<Course, 'outcome'>;

const honest = (days: number): Days => ({ days, pausedLateAt: null, closedEarlyAt: null });

function drawDays(limit: number, place: Place, random: SeededRandom): Days {
  if (random.chance(STALLED)) return honest(limit * 4 + random.between(10, 120));
  if (random.chance(place.late)) return drawLate(limit, place, random);
  if (random.chance(place.heaped)) return honest(limit * random.between(0.94, 0.98));
  return honest(limit * ordinaryShare(place, random));
}

/** About the place's pace, seldom near the limit. */
function ordinaryShare({ pace }: Place, random: SeededRandom): number {
  const spread = random.unit() + random.unit() + random.unit() - 1.5;
  return Math.min(0.93, Math.max(0.06, pace * (1 + 0.6 * spread)));
}

/** A late case is a little late, seldom very; in places that game, some are paused or closed for the look of it. */
function drawLate(limit: number, { gamed }: Place, random: SeededRandom): Days {
  if (limit >= 3 && random.chance(gamed)) {
    const days = limit * random.between(0.96, 0.99);
    return { days, pausedLateAt: random.between(0.955, 0.995), closedEarlyAt: null };
  }
  const tail = random.unit() * random.unit() * random.unit();
  const days = limit + 1.05 + tail * (limit * 1.6 + 3);
  const closedEarlyAt = random.chance(gamed * 0.5) ? (limit * 0.97) / days : null;
  return { days, pausedLateAt: null, closedEarlyAt };
}
