// Makes of a board's query the statement that Grafana would send: what the plugin does in the browser, then the
// variables, then what its backend does.
import { applyConditionalAll } from './conditional-all.ts';
import { expandMacros, type QueryTime } from './expand-macros.ts';
import { replaceVariables, type VariableValues } from './format-variable.ts';
import { notExpanded } from './query-problem.ts';

export interface QueryScope extends QueryTime {
  readonly variables: VariableValues;
}

/** Throws a `QueryProblem` when a macro or variable is left that nobody knows. */
export function expandQuery(rawSql: string, scope: QueryScope): string {
  const conditioned = applyConditionalAll(rawSql, scope.variables);
  const valued = replaceVariables(conditioned, { ...scope.variables, ...builtIn(scope) });
  return checkExpanded(expandMacros(withoutAdHocFilters(valued), scope));
}

/** As an alert rule does, where there is no browser: the backend's macros alone. */
export const expandRuleQuery = (rawSql: string, time: QueryTime): string =>
  checkExpanded(expandMacros(rawSql, time));

function checkExpanded(sql: string): string {
  const left = /\$__\w*|\$\{[^}]*\}?/.exec(sql)?.[0];
  if (left === undefined) return sql;
  throw notExpanded(`${left} is no macro or variable of this query`);
}

const builtIn = ({ from, to, intervalMs }: QueryTime): VariableValues => ({
  __from: { value: String(from) },
  __to: { value: String(to) },
  __interval: { value: largestUnit(intervalMs) },
  __interval_ms: { value: String(intervalMs) },
});

const UNITS = { y: 31_536_000_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** The largest unit that fits, its rest dropped, which is the browser's way. */
function largestUnit(ms: number): string {
  const [name, size] = Object.entries(UNITS).find(([, unit]) => ms >= unit) ?? ['ms', 1];
  return `${Math.floor(ms / size)}${name}`;
}

/** The page has no ad hoc filters, for which the plugin writes an empty setting. */
const withoutAdHocFilters = (sql: string): string =>
  sql.replace(/\$__adHocFilters\s*\(([^)]+)\)/g, (match, tables: string) =>
    /['"][^'"]+['"]/.test(tables) ? 'additional_table_filters={}' : match,
  );
