// Expands a query with values that came from outside, and proves that they stayed within quotes: the embedded engine
// runs every statement with all rights. Grafana's quoting alone is no proof, since it leaves backslashes as they are
// and the macros after it read brackets and quotes anew.
import { ALL_CHOICE } from '../../schemas/board.ts';
import { expandQuery, type QueryScope } from './expand-query.ts';
import type { VariableValue } from './format-variable.ts';
import { QueryProblem } from './query-problem.ts';

/** Quoted text of every kind as ClickHouse reads it; comments are left, so that a value in one is refused. */
const QUOTED = /'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`/g;

const outline = (sql: string): string => sql.replace(QUOTED, (quoted) => quoted[0]! + quoted[0]!);

/** `foreign` names the variables whose values are not of the board itself. */
export function expandSafely(rawSql: string, scope: QueryScope, foreign: ReadonlySet<string>): string {
  const sql = expandQuery(rawSql, scope);
  const harmless = Object.entries(scope.variables).map(([name, chosen]) => [
    name,
    foreign.has(name) ? harmlessOf(chosen) : chosen,
  ]);
  const twin = expandQuery(rawSql, { ...scope, variables: Object.fromEntries(harmless) });
  if (outline(sql) === outline(twin)) return sql;
  throw new QueryProblem(400, {
    code: 'unsafe-value',
    message: `a value of ${[...foreign].join(', ')} would change the query itself and not only what it looks for`,
  });
}

/** As many values, of one letter each; what has a meaning of its own keeps it. */
function harmlessOf(chosen: VariableValue): VariableValue {
  const tame = (value: string): string => (value === '' || value === ALL_CHOICE ? value : 'x');
  const { value, all } = chosen;
  return {
    ...chosen,
    value: typeof value === 'string' ? tame(value) : value.map(tame),
    ...(all ? { all: all.map(tame) } : {}),
  };
}
