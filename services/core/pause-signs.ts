// Signs in the pauses of a clock: one that came near the deadline, long ones, many.
import type { Clock } from './clock.ts';
import { DAY_MS } from './local-date.ts';
import { type CaseSign, overSince, secondsBetween, settledSign } from './sign.ts';
import { PAUSED, STOPPED, VOID, type Walk } from './walk.ts';

/** A stretch of time in which a clock stood paused. */
interface Stretch {
  readonly began: number;
  /** Infinity while it goes on. */
  readonly ended: number;
  /** Of the limit, when it began; 0 where it is not known, had passed, or is that of a group. */
  readonly used: number;
}

const NEAR = 0.75;
const MANY = 3;
const LONG_DAYS = 30;

/** `knownAt` is when the last of the case was received: what ended by then has ended. */
export function pauseSigns(clock: Clock, knownAt: number): CaseSign[] {
  const stretches = stretchesOf(clock);
  const last = stretches.at(-1);
  if (!last) return [];
  const { id } = clock.target.target;
  const near = stretches.findLast(({ used }) => used >= NEAR);
  const signs = longPauses(clock, stretches, knownAt);
  if (near) signs.push(settledSign('paused-near-deadline', near.began, 100 * near.used, id));
  if (stretches.length >= MANY) signs.push(settledSign('many-pauses', last.began, stretches.length, id));
  return signs;
}

function stretchesOf(clock: Clock): Stretch[] {
  const { walk } = clock;
  const { t, state } = walk;
  const found: Stretch[] = [];
  for (let i = 0; i < t.length; i++) {
    if (state[i] !== PAUSED || wasPaused(walk, i)) continue;
    let j = i + 1;
    while (j < t.length && (state[j] === PAUSED || isPausedAgain(walk, j))) j++;
    const ended = t[j] ?? Number.POSITIVE_INFINITY;
    if (ended > t[i]!) found.push({ began: t[i]!, ended, used: usedAt(clock, i) });
  }
  return found;
}

/** A restart, or a change of limit, within a pause does not end it. */
const wasPaused = ({ t, state }: Walk, i: number): boolean =>
  state[i - 1] === PAUSED || (t[i - 1] === t[i] && state[i - 2] === PAUSED);
const isPausedAgain = ({ t, state }: Walk, j: number): boolean =>
  t[j + 1] === t[j] && state[j + 1] === PAUSED;

/** The share of the limit used by transition `i`, which begins a pause. */
function usedAt({ walk, target, fault }: Clock, i: number): number {
  const { t, s, w, due, late, limit } = walk;
  let ticks = 0;
  for (let k = 0; k <= i; k++) ticks -= w[k]! * s[k]!;
  const isUnknown = fault !== null || w.slice(0, i + 1).some(Number.isNaN);
  if (late[i] || target.byGroup || isUnknown) return 0;
  if (limit !== null && limit > 0) return ticks / limit;
  const whole = i > 0 && due[i - 1]! > t[0]! ? secondsBetween(t[0]!, due[i - 1]!) : 0;
  return whole > 0 ? secondsBetween(t[0]!, t[i]!) / whole : 0;
}

const daysOf = ({ began, ended }: Stretch): number =>
  ended === Number.POSITIVE_INFINITY ? ended : secondsBetween(began, ended) / 86_400;

/** Long by itself, from the instant at which it had lasted so long. */
const longAt = ({ began }: Stretch): number => began + LONG_DAYS * DAY_MS;

/** The longest counts: the one under way, once it has lasted longer than those before it. */
function longPauses(clock: Clock, stretches: readonly Stretch[], knownAt: number): CaseSign[] {
  const last = stretches.at(-1)!;
  const goesOn = last.ended > knownAt && !isOver(clock.walk);
  const before = longestOf(goesOn ? stretches.slice(0, -1) : stretches);
  const known = before ? longPause(clock, before) : [];
  const days = daysOf(last);
  const mostDays = before ? Math.max(LONG_DAYS, daysOf(before)) : LONG_DAYS;
  if (!goesOn || days <= mostDays) return known;
  const amount = days === Number.POSITIVE_INFINITY ? null : days;
  const grows = settledSign('long-pause', longAt(last), amount, clock.target.target.id);
  return [{ ...grows, since: last.began + mostDays * DAY_MS }, ...known];
}

const isOver = ({ state }: Walk): boolean => state.at(-1) === STOPPED || state.at(-1) === VOID;

function longestOf(stretches: readonly Stretch[]): Stretch | undefined {
  let longest = stretches[0];
  for (const stretch of stretches) if (daysOf(stretch) > daysOf(longest!)) longest = stretch;
  return longest;
}

/** A pause that has ended: long by itself, or by the time from the clock's start to its stop. */
function longPause({ walk, target }: Clock, stretch: Stretch): CaseSign[] {
  const days = daysOf(stretch);
  const longFrom = (at: number) => [settledSign('long-pause', at, days, target.target.id)];
  if (days > LONG_DAYS) return longFrom(longAt(stretch));
  if (days <= 1 || walk.state.at(-1) !== STOPPED) return [];
  const at = overSince(walk);
  return 172_800 * days > secondsBetween(walk.t[0]!, at) ? longFrom(at) : [];
}
