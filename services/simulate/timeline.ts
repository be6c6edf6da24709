// The office's part of a case: its own working time with the pauses between, laid out on the calendar.
import type { Course } from './course.ts';
import { type Draft, tell } from './draft.ts';

export interface Pause {
  /** Share of the office's own time at which it begins. */
  readonly share: number;
  /** Working days it lasts. */
  readonly days: number;
  readonly begins: string;
  readonly ends: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly endData?: Readonly<Record<string, unknown>>;
}

export interface Timeline {
  /** The instant at which a share of the office's own time has passed. */
  readonly at: (share: number) => number;
  readonly end: number;
}

/** Some pauses are never told to have ended. */
const FORGOTTEN = 0.01;

/** Tells the pauses and gives the instants between them; the office's time begins at `from`. */
export function layOut(draft: Draft, from: number, { days }: Course, pauses: readonly Pause[]): Timeline {
  if (!Number.isFinite(from)) return { at: () => from, end: from };
  const { office, random } = draft;
  const begin = office.positionAt(from);
  const inOrder = [...pauses].sort((a, b) => a.share - b.share);
  const at = (share: number, through = false) => {
    let position = begin + share * days;
    for (const pause of inOrder)
      if (pause.share < share || (through && pause.share === share)) position += pause.days;
    return Math.max(from, office.instantAt(position));
  };
  for (const { share, begins, ends, data, endData } of inOrder) {
    tell(draft, at(share), begins, data);
    if (!random.chance(FORGOTTEN)) tell(draft, at(share, true), ends, endData);
  }
  return { at: (share) => at(share), end: at(1) };
}
