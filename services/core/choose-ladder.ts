// The ladder of a target: the one it names, else the default of its kind.
import type { Ladder, LaddersFile, LadderUse } from '../../schemas/ladder.ts';
import type { Target } from '../../schemas/target.ts';

/** What a measured target is as far as ladders go. */
export function ladderUseOf({ aggregation, unit, measured }: Target): LadderUse {
  if (aggregation !== 'each_case') return aggregation === 'share' ? 'share' : 'average';
  if (measured?.counts) return 'counts';
  if (measured?.limitFromCase !== undefined) return 'date';
  if (measured?.method === 'half_days') return 'half_days';
  return unit === 'calendar_day' || unit === 'hour' ? unit : 'working_day';
}

/** The name of a target's ladder, known or not. */
export const ladderNameOf = (target: Target, { defaults }: LaddersFile): string =>
  target.measured?.ladder ?? defaults[ladderUseOf(target)];

/** The ladder of a measured target; the file and what its targets name must have been checked. */
export function chooseLadder(target: Target, file: LaddersFile): Ladder {
  const name = ladderNameOf(target, file);
  const ladder = file.ladders[name];
  if (!ladder) throw new Error(`target ${target.id}: there is no ladder "${name}"`);
  return ladder;
}
