// Refuses every statement but one that only reads the program's own database. What is not known to be harmless is
// refused; the engine's own readonly stands behind this as a second door.
import type { KnownWords } from './known-words.ts';
import { type QueryRefused, refused } from './query-refused.ts';
import { isIdentifier, isMark, isWord, type Token } from './sql-tokens.ts';

/** Tables that describe the engine and what it holds, and nothing of the machine, its files or other questions. */
const SYSTEM_TABLES = new Set(
  `columns data_type_families databases formats functions keywords numbers numbers_mt one settings
  table_functions tables time_zones zeros zeros_mt`.split(/\s+/),
);
/** Of these some columns say where the files lie; so columns must be named, and not those. */
const TABLES_WITH_PATHS = new Set(['databases', 'tables']);
const PATHS = new Set(['data_path', 'data_paths', 'metadata_path', 'columns']);

const SHOWN: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['SHOW', new Set(['TABLES', 'DATABASES', 'COLUMNS', 'CREATE'])],
  ['EXISTS', new Set(['TABLE', 'VIEW', 'DATABASE'])],
  ['DESCRIBE', new Set(['TABLE'])],
]);
const CREATED = new Set(['TABLE', 'VIEW', 'DATABASE']);
const EXPLAINED = new Set(['AST', 'SYNTAX', 'QUERY', 'TREE', 'PLAN', 'PIPELINE', 'ESTIMATE']);
/** Keywords the engine writes in capitals; a column of that very name is refused with them. */
const KEYWORDS = new Set(['SETTINGS', 'INTO', 'OUTFILE', 'PARALLEL']);

export const onlyReading = (): QueryRefused => refused(164, 'Cannot execute query in readonly mode.');
const denied = (what: string): QueryRefused =>
  refused(497, `Not enough privileges. This endpoint does not let a question use ${what}.`);

/** `tokens` without the SETTINGS and FORMAT of the end. */
export function checkStatement(tokens: readonly Token[], words: KnownWords): void {
  checkKind(tokens, words);
  checkNames(tokens, words);
}

function checkKind(tokens: readonly Token[], words: KnownWords): void {
  const start = tokens.findIndex((token) => !isMark(token, '('));
  const [first, second, third] = tokens.slice(Math.max(start, 0));
  if (isWord(first, 'SELECT') || isWord(first, 'WITH')) return;
  if (isWord(first, 'EXPLAIN')) {
    checkExplain(tokens);
    return;
  }
  const shown = first?.kind === 'word' ? SHOWN.get(first.raw) : undefined;
  if (second?.kind !== 'word' || !shown?.has(second.raw)) throw onlyReading();
  if (second.raw === 'CREATE' && !(third?.kind === 'word' && CREATED.has(third.raw))) throw onlyReading();
  // Here a database is named without a point behind it.
  const other = tokens.find((token) => isIdentifier(token) && isHidden(token, words));
  if (other) throw denied(`the database ${other.value}`);
}

const isHidden = ({ value }: Token, { databases }: KnownWords): boolean =>
  databases.has(value.toLowerCase()) && !/^(?:system|information_schema)$/i.test(value);

/** EXPLAIN [kind] [setting = value, …] before a question, and nothing else. */
function checkExplain(tokens: readonly Token[]): void {
  const question = tokens.findIndex((token) => isWord(token, 'SELECT') || isWord(token, 'WITH'));
  const before = tokens.slice(1, question);
  const isStrange = (token: Token, i: number): boolean =>
    isIdentifier(token) && !EXPLAINED.has(token.raw) && !isMark(before[i + 1], '=');
  if (question < 0 || before.some(isStrange)) throw onlyReading();
}

/**
 * Whether a name can mean a function: it is called, or stands where another function or APPLY may take it for one.
 * Otherwise it is a column, an alias or a table.
 */
const meansFunction = (tokens: readonly Token[], i: number, takesFunctions: boolean): boolean =>
  isMark(tokens[i + 1], '(') || (takesFunctions && !isMark(tokens[i - 1], '.'));

const canTakeFunctions = (token: Token, { takers }: KnownWords): boolean =>
  isIdentifier(token) && (/^apply$/i.test(token.value) || takers.has(token.value.toLowerCase()));

function checkNames(tokens: readonly Token[], words: KnownWords): void {
  const takesFunctions = tokens.some((token) => canTakeFunctions(token, words));
  let showsPaths = false;
  for (const [i, token] of tokens.entries()) {
    if (!isIdentifier(token)) continue;
    if (token.kind === 'word' && KEYWORDS.has(token.raw)) throw keywordRefused(token.raw);
    const isForbidden = words.forbidden.has(token.value.toLowerCase());
    if (isForbidden && meansFunction(tokens, i, takesFunctions)) throw denied(`the function ${token.value}`);
    const table = systemTable(tokens, i, words);
    if (table !== null) showsPaths ||= TABLES_WITH_PATHS.has(table);
  }
  if (showsPaths) checkPaths(tokens);
}

const keywordRefused = (keyword: string): QueryRefused =>
  keyword === 'SETTINGS'
    ? refused(164, 'Cannot modify settings in readonly mode other than at the end of the whole statement.')
    : denied(`${keyword} here`);

/** The table of `system` that begins at a token; null where none does. Other databases are refused. */
function systemTable(tokens: readonly Token[], i: number, { databases }: KnownWords): string | null {
  const [before, token, point, table] = [tokens[i - 1], tokens[i]!, tokens[i + 1], tokens[i + 2]];
  const database = token.value.toLowerCase();
  if (isMark(before, '.') || !isMark(point, '.') || !databases.has(database)) return null;
  if (database === 'information_schema') return null;
  if (database !== 'system') throw denied(`the database ${token.value}`);
  if (!isIdentifier(table) || !SYSTEM_TABLES.has(table.value))
    throw denied(`the table system.${table?.value ?? ''}`);
  return table.value;
}

function checkPaths(tokens: readonly Token[]): void {
  const told = tokens.find(
    (token, i) =>
      isMark(token, '*') ||
      (isIdentifier(token) &&
        PATHS.has(token.value.toLowerCase()) &&
        (token.value.toLowerCase() !== 'columns' || isMark(tokens[i + 1], '('))),
  );
  if (told) throw denied(`${told.value} with this table of system: name its columns, those without paths`);
}
