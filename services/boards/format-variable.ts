// Grafana's variables in a query: $v, [[v]], [[v:format]], ${v} and ${v:format}.
import { ALL_CHOICE } from '../../schemas/board.ts';
import { notExpanded } from './query-problem.ts';

/** What a variable has chosen: one value, or the values of a variable that may have many. */
export interface VariableValue {
  readonly value: string | readonly string[];
  /** The values of every option, which stand for a choice of all. */
  readonly all?: readonly string[];
  /** Stands for a choice of all as it is, instead of the options. */
  readonly allValue?: string;
}
export type VariableValues = Readonly<Record<string, VariableValue>>;

type Values = string | readonly string[];

const REFERENCE =
  /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)((?:\.[^:^{}[\]]+|\["[^"]*"\]|\['[^']*'\]|\[[^\]"']*\])*)(?::([^}]+))?\}/g;

export const isAllChosen = ({ value }: VariableValue): boolean =>
  (typeof value === 'string' ? value : value[0]) === ALL_CHOICE;

/** The names a query refers to, those of macros among them. */
export const referencesOf = (sql: string): ReadonlySet<string> =>
  new Set([...sql.matchAll(REFERENCE)].map((match) => (match[1] ?? match[2] ?? match[4])!));

/** Puts in the values of the known names; unknown ones stay as they are, and no value is read for names again. */
export const replaceVariables = (sql: string, variables: VariableValues): string =>
  sql.replace(REFERENCE, (match: string, bare, square, squareFormat, braced, path, bracedFormat) => {
    const name: string = bare ?? square ?? braced;
    if (!Object.hasOwn(variables, name)) return match;
    if (path) throw notExpanded(`${match}: a field of a variable is not expected in a query`);
    const chosen = variables[name]!;
    const format: string | undefined = squareFormat ?? bracedFormat;
    if (!isAllChosen(chosen)) return formatValue(match, name, chosen.value, format);
    return chosen.allValue || formatValue(match, name, chosen.all ?? [], format);
  });

function formatValue(match: string, name: string, values: Values, format: string | undefined): string {
  if (format === undefined) return typeof values === 'string' ? values : `'${values.join("','")}'`;
  const [id, ...args] = format.split(':');
  const formatter = Object.hasOwn(formatters, id!) ? formatters[id!] : undefined;
  if (formatter) return formatter(values, args, name);
  throw notExpanded(`${match}: expected one of the formats ${Object.keys(formatters).join(', ')}`);
}

const asList = (values: Values): readonly string[] => (typeof values === 'string' ? [values] : values);
const each = (values: Values, made: (value: string) => string, between = ',') =>
  asList(values).map(made).join(between);
const group = (values: Values, open: string, between: string, close: string) =>
  asList(values).length > 1 ? `${open}${asList(values).join(between)}${close}` : String(values);

const forUrl = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const forRegex = (text: string): string => text.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');

/** Backslashes stay as they are in the quoting formats, which is why values with one are refused before. */
const formatters: Readonly<
  Record<string, (values: Values, args: readonly string[], name: string) => string>
> = {
  raw: (values) => String(values),
  csv: (values) => String(values),
  singlequote: (values) => each(values, (value) => `'${value.replaceAll("'", "\\'")}'`),
  doublequote: (values) => each(values, (value) => `"${value.replaceAll('"', '\\"')}"`),
  sqlstring: (values) => each(values, (value) => `'${value.replaceAll("'", "''").replaceAll('"', '\\"')}'`),
  pipe: (values) => asList(values).join('|'),
  join: (values, [between = ',']) => asList(values).join(between),
  glob: (values) => group(values, '{', ',', '}'),
  regex: (values) =>
    group(typeof values === 'string' ? forRegex(values) : values.map(forRegex), '(', '|', ')'),
  json: (values) => (typeof values === 'string' ? values : JSON.stringify(values)),
  percentencode: (values) => forUrl(typeof values === 'string' ? values : `{${values.join(',')}}`),
  queryparam: (values, _args, name) => each(values, (value) => `var-${name}=${forUrl(value)}`, '&'),
  date: (values, [shape = 'iso']) => asDate(Number(values), shape),
};

/** `at` is in epoch milliseconds. */
function asDate(at: number, shape: string): string {
  if (Number.isNaN(at)) return 'NaN';
  if (shape === 'ms') return String(at);
  if (shape === 'seconds') return String(Math.round(at / 1000));
  if (shape === 'iso') return new Date(at).toISOString();
  throw notExpanded(`date:${shape}: expected iso, seconds or ms`);
}
