// Which case the board of one case is of.
import { CASES, IN_SYSTEM } from './sql.ts';

/** The case asked for; while none is, the one longest overdue, so that the board is never empty. */
export const CHOSEN_CASE = `(
  SELECT system, case_id
  FROM ${CASES}
  WHERE (\${case:singlequote} = '' OR case_id = \${case:singlequote}) AND ${IN_SYSTEM}
  ORDER BY open_overdue DESC, overdue_ms DESC, begun_at DESC
  LIMIT 1)`;
export const IS_CHOSEN = `(system, case_id) IN ${CHOSEN_CASE}`;
