// The shipped ladders, and a clock's rungs by name.
import { join } from 'node:path';
import type { Ladder, RungRule } from '../../schemas/ladder.ts';
import { chooseLadder } from '../../services/core/choose-ladder.ts';
import type { Clock } from '../../services/core/clock.ts';
import { rungInstants } from '../../services/core/rungs.ts';
import { loadLadders } from '../../services/platform/load-ladders.ts';
import { packageRoot } from '../../services/platform/package-root.ts';

export const laddersPath = join(packageRoot(), 'schemas/ladders.yaml');
const loaded = await loadLadders(laddersPath);
if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
export const ladders = loaded.file;

export const ladderOf = (...rungs: RungRule[]): Ladder => ({ rungs });

/** The instant of every rung reached, by its name; on the clock's own ladder unless another is given. */
export const rungsOf = (clock: Clock, ladder = chooseLadder(clock.target.target, ladders)) =>
  Object.fromEntries(rungInstants(clock, ladder).map(({ rung, at }) => [rung, at]));
