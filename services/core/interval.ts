// Intervals of instants: the start is included, the end is not; an end of Infinity is not known yet.
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The parts of [from, to) that lie outside every gap, in order; gaps may overlap and come in any order. */
export function outside(gaps: readonly Interval[], from: number, to: number): Interval[] {
  const parts: Interval[] = [];
  let at = from;
  for (const gap of [...gaps].sort((a, b) => a.from - b.from)) {
    if (gap.to <= at || gap.to <= gap.from) continue;
    if (gap.from >= to) break;
    if (gap.from > at) parts.push({ from: at, to: gap.from });
    at = Math.max(at, gap.to);
  }
  if (at < to) parts.push({ from: at, to });
  return parts;
}
