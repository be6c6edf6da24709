// How many more cases are at risk than a day before, in percent, by system; the board and the alert rule ask the same.
import { EVERY_SYSTEM } from './sql.ts';
import { LEAST_RISE } from './thresholds.ts';

export interface RiseQuestion {
  readonly asOf: string;
  /** Which cases, by what at_risk_steps tells of them. */
  readonly where: string;
  /** Which systems have a row; each of them has one, also where nothing is at risk. */
  readonly systems: string;
}

export const riseOfRisk = ({ asOf, where, systems }: RiseQuestion): string => `
SELECT every.system AS system, toFloat64(if(now_n - then_n < ${LEAST_RISE}, 0, 100 * (now_n - then_n) / greatest(then_n, 1))) AS value
FROM (SELECT system FROM ${EVERY_SYSTEM} WHERE ${systems}) AS every
LEFT JOIN (
  SELECT toString(system) AS system, sum(at_risk_change) AS now_n, sumIf(at_risk_change, at <= ${asOf} - INTERVAL 24 HOUR) AS then_n
  FROM at_risk_steps
  WHERE at <= ${asOf} AND ${where}
  GROUP BY system) AS counted
  ON every.system = counted.system
ORDER BY system`;
