// Puts the text of a view with parameters where a question calls it. The engine reads such a view twice, once for its
// columns and once to run it, which takes longer than everything else about a small question; text it reads once.
// What is not certain to mean the same stays a call.
import type { Database } from './database.ts';
import type { MigrationStatement } from './read-migrations.ts';
import { splitStatements } from './split-statements.ts';

/** The same question, with the text of views in the place of their calls. */
export type InlineViews = (sql: string) => string;

interface View {
  readonly name: string;
  /** With the name of what is given in the place of each parameter. */
  readonly body: string;
  /** Types by name. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Words that the text does not itself define; a question may not define them as something else. */
  readonly borrows: ReadonlySet<string>;
}

interface Token {
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

interface Call {
  readonly view: View;
  readonly values: ReadonlyMap<string, string>;
  /** The token behind the closing bracket. */
  readonly next: number;
}

const PARAMETER = /\{(\w+):([^{}]*)\}/g;
const TOKEN =
  /--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`|\{\w+:[^{}]*\}|\d[\w.]*|[A-Za-z_]\w*|\S/g;
const COMMENT = /^(?:--|#[ !]|\/\*)/;
const WORD = /^[A-Za-z_]\w*$/;
const DEFINED = /\b(\w+)[`"]?\s+AS\s*\(/gi;
/** Words of a value that name no column. */
const PLAIN = /^(?:INTERVAL|SECOND|MINUTE|HOUR|DAY|WEEK|MONTH|QUARTER|YEAR|NULL|TRUE|FALSE|AS|STRING|UTC)$/i;
/** What may follow a table that has no alias. */
const CLAUSE =
  /^(?:WHERE|PREWHERE|GROUP|HAVING|ORDER|LIMIT|OFFSET|FETCH|WINDOW|QUALIFY|UNION|INTERSECT|EXCEPT|SETTINGS|FORMAT|INTO|WITH|JOIN|INNER|LEFT|RIGHT|FULL|OUTER|CROSS|ASOF|SEMI|ANTI|ANY|ALL|GLOBAL|LOCAL|PASTE|ARRAY|ON|USING)$/i;

export function inlineViews(statements: readonly MigrationStatement[]): InlineViews {
  const views = new Map(statements.flatMap(readView).map((view) => [view.name, view]));
  const named = new RegExp(`\\b(?:${[...views.keys()].join('|')})\\s*\\(`);
  return (sql) => (views.size > 0 && named.test(sql) ? inlined(sql, views) : sql);
}

/** The same database, whose questions call no view with parameters. */
export const withInlineViews = (db: Database, inline: InlineViews): Database => ({
  ...db,
  query: (sql, params) => db.query(inline(sql), params),
  queryText: (sql, params, format) => db.queryText(inline(sql), params, format),
});

function readView({ makes, text }: MigrationStatement): View[] {
  const { bare } = splitStatements(text)[0]!;
  const parameters = new Map([...bare.matchAll(PARAMETER)].map(([, name, type]) => [name!, type!]));
  if (makes === null || parameters.size === 0) return [];
  const body = bare.slice(bare.indexOf(' AS ') + 4).replace(PARAMETER, (_, name: string) => given(name));
  const defines = new Set(namesDefined(body));
  const borrows = new Set(wordsOf(body).filter((word) => !defines.has(word)));
  return [{ name: makes, body, parameters, borrows }];
}

const given = (parameter: string): string => `given_${parameter}`;

const namesDefined = (sql: string): string[] => [...sql.matchAll(DEFINED)].map(([, name]) => name!);

const wordsOf = (sql: string): string[] =>
  tokensOf(sql)
    .map(({ text }) => text)
    .filter((text) => WORD.test(text));

const tokensOf = (sql: string): Token[] =>
  [...sql.matchAll(TOKEN)]
    .filter(([text]) => !COMMENT.test(text))
    .map(({ 0: text, index }) => ({ text, at: index, end: index + text.length }));

function inlined(sql: string, views: ReadonlyMap<string, View>): string {
  const tokens = tokensOf(sql);
  const defined = namesDefined(sql);
  let [written, from] = ['', 0];
  for (let i = 0; i < tokens.length; i++) {
    const call = callAt(tokens, i, sql, views);
    if (call === null || defined.some((name) => call.view.borrows.has(name))) continue;
    written += sql.slice(from, tokens[i]!.at) + textOf(call, tokens[call.next]);
    from = tokens[call.next - 1]!.end;
    i = call.next - 1;
  }
  return written + sql.slice(from);
}

/** The call of a view that begins at a token, with values that mean the same anywhere; null where there is none. */
function callAt(
  tokens: readonly Token[],
  i: number,
  sql: string,
  views: ReadonlyMap<string, View>,
): Call | null {
  const view = views.get(tokens[i]!.text);
  if (!view || tokens[i + 1]?.text !== '(' || !/^(?:FROM|JOIN|,)$/i.test(tokens[i - 1]?.text ?? ''))
    return null;
  const values = new Map<string, string>();
  let next = i + 2;
  do {
    const [name, equals] = [tokens[next]?.text ?? '', tokens[next + 1]?.text];
    const end = endOfValue(tokens, next + 2);
    if (equals !== '=' || end === null || !view.parameters.has(name) || values.has(name)) return null;
    values.set(name, sql.slice(tokens[next + 2]!.at, tokens[end - 1]!.end));
    next = end + 1;
  } while (tokens[next - 1]!.text === ',');
  return values.size === view.parameters.size ? { view, values, next } : null;
}

/** The comma or bracket behind a value; null where it is empty, never ends, or names something of the question. */
function endOfValue(tokens: readonly Token[], from: number): number | null {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    const { text } = tokens[i]!;
    if (depth === 0 && (text === ',' || text === ')')) return i > from ? i : null;
    if (/^[([]$/.test(text)) depth++;
    else if (/^[)\]]$/.test(text)) depth--;
    else if (/^[`"]/.test(text)) return null;
    else if (WORD.test(text) && tokens[i + 1]?.text !== '(' && !PLAIN.test(text)) return null;
    else if (/^(?:SELECT|WITH|FROM|IN|EXISTS)$/i.test(text)) return null;
  }
  return null;
}

/** Values are bound once, so that an instant which is now is one instant in all of the text. */
function textOf({ view, values }: Call, next: Token | undefined): string {
  const bound = [...view.parameters].map(
    ([name, type]) => `CAST(${values.get(name)!}, '${type.replace(/'/g, "\\'")}') AS ${given(name)}`,
  );
  const text = `(WITH ${bound.join(', ')} SELECT * FROM (${view.body}))`;
  const hasAlias = next !== undefined && WORD.test(next.text) && !CLAUSE.test(next.text);
  return hasAlias ? text : `${text} AS ${view.name}`;
}
