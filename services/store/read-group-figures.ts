// Reads how the targets that judge a group stand in the period that runs; the numbers are those of indicator_targets.
import type { TargetRow } from '../../schemas/target-row.ts';
import { GROUP_ZONE } from '../core/group-periods.ts';
import type { Database } from './database.ts';
import { ALL_KNOWN, instantParameter, viewAt } from './read-indicators.ts';

const DAY = `toTimeZone({as_of:DateTime64(3, 'UTC')}, '${GROUP_ZONE}')`;

const SELECT = `
SELECT target_id AS targetId, toString(period_from) AS periodFrom, judged_by AS aggregation, compared AS comparator,
  limit, limit_unit AS unit, n, open_cases AS open, met, breached, actual, verdict
FROM ${viewAt('indicator_targets', ALL_KNOWN)}
WHERE (target_id, period_from) IN
(
  SELECT target_id, multiIf(period = 'month', toStartOfMonth(${DAY}), period = 'quarter', toStartOfQuarter(${DAY}),
    toStartOfYear(${DAY}))
  FROM targets
  WHERE measured AND aggregation != 'each_case'
)
ORDER BY target_id`;

/**
 * The figures as of an instant, by all that is known, of the month, quarter or year running then. A target of whose cases
 * nothing was told in it has none.
 */
export const readGroupFigures = (db: Database, asOf: number): Promise<TargetRow[]> =>
  db.query<TargetRow>(SELECT, { as_of: instantParameter(asOf) });
