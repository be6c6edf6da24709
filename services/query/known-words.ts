// Which functions a question may name. Whatever else the engine knows as a function or table function is forbidden,
// so that one that a later engine adds is forbidden until somebody has looked at it or at its category.
import type { Reader } from '../platform/clickhouse-readers.ts';

/** As system.functions groups them; all of them compute from their arguments alone. */
const CATEGORIES = new Set([
  'Aggregate Functions',
  'Arithmetic',
  'Arrays',
  'Bit',
  'Bitmap',
  'Comparison',
  'Conditional',
  'Dates and Times',
  'Distance',
  'Encoding',
  'Encryption',
  'Financial',
  'Geo',
  'Geo Polygon',
  'Hash',
  'IP Address',
  'JSON',
  'Logical',
  'Map',
  'Mathematical',
  'Null',
  'NumericIndexedVector',
  'Random Number',
  'Rounding',
  'String',
  'String Replacement',
  'String Search',
  'String Splitting',
  'Time Series',
  'Time Window',
  'Tuple',
  'Type Conversion',
  'URL',
  'UUID',
]);

/** Harmless ones of the categories "Other" and "Internal", which also hold those that read files or tell of the machine. */
const FUNCTIONS = new Set(
  `_CAST bar blockNumber blockSize byteSize caseWithExpression countDigits currentDatabase currentUser
  defaultValueOfArgumentType defaultValueOfTypeName digits displayName errorCodeToName
  formatReadableDecimalSize formatReadableQuantity formatReadableSize formatReadableTimeDelta
  getSizeOfEnumType getSubcolumn identity ignore indexHint isConstant isDecimalOverflow materialize
  minSampleSizeContinuous minSampleSizeConversion parseReadableSize parseReadableSizeOrNull
  parseReadableSizeOrZero parseTimeDelta revision rowNumberInAllBlocks rowNumberInBlock throwIf
  toColumnTypeName toTypeName transform uptime variantElement variantType version visibleWidth`.split(/\s+/),
);

/** Table functions that make rows from their arguments; `view` holds a question that is looked at like any other. */
const TABLE_FUNCTIONS = new Set([
  'SQLStandardValues',
  'generateSeries',
  'generate_series',
  'null',
  'numbers',
  'numbers_mt',
  'primes',
  'values',
  'view',
  'zeros',
  'zeros_mt',
]);

export interface KnownFunction {
  readonly name: string;
  readonly alias_to: string;
  readonly categories: string;
  readonly is_aggregate: number;
  /** Whether it takes a function as an argument; null where the engine does not say. */
  readonly higher_order: number | null;
}

export interface KnownWords {
  /** In small letters. */
  readonly forbidden: ReadonlySet<string>;
  readonly allowed: readonly string[];
  /** In small letters: functions that can be given the name of another function. */
  readonly takers: ReadonlySet<string>;
  /** In small letters: every database but the program's own. */
  readonly databases: ReadonlySet<string>;
}

const isAllowed = ({ name, categories, is_aggregate }: KnownFunction): boolean =>
  is_aggregate === 1 ||
  FUNCTIONS.has(name) ||
  (categories !== '' && categories.split(',').every((one) => CATEGORIES.has(one.trim())));

export function sortFunctions(
  functions: readonly KnownFunction[],
  tableFunctions: readonly string[],
): Pick<KnownWords, 'forbidden' | 'allowed' | 'takers'> {
  const byName = new Map(functions.map((one) => [one.name, one]));
  const behind = (one: KnownFunction): KnownFunction => byName.get(one.alias_to) ?? one;
  const allowed = functions.filter((one) => isAllowed(behind(one))).map(({ name }) => name);
  const free = new Set([...allowed, ...TABLE_FUNCTIONS].map((name) => name.toLowerCase()));
  const known = [...functions.map(({ name }) => name), ...tableFunctions].map((name) => name.toLowerCase());
  const takers = functions.filter((one) => one.is_aggregate === 0 && one.higher_order !== 0);
  return {
    forbidden: new Set(known.filter((name) => !free.has(name))),
    allowed,
    takers: new Set(takers.map(({ name }) => name.toLowerCase())),
  };
}

const rowsOf = async <T>(reader: Reader, sql: string): Promise<T[]> => {
  const { bytes } = await reader.run(sql, 'JSONEachRow');
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
};

export async function readKnownWords(reader: Reader, database: string): Promise<KnownWords> {
  const functions = await rowsOf<KnownFunction>(
    reader,
    'SELECT name, alias_to, categories, is_aggregate, higher_order FROM system.functions',
  );
  const names = async (from: string): Promise<string[]> =>
    (await rowsOf<{ name: string }>(reader, `SELECT name FROM ${from}`)).map(({ name }) => name);
  const inSmall = async (from: string) => (await names(from)).map((name) => name.toLowerCase());
  const others = ['_temporary_and_external_tables', ...(await inSmall('system.databases'))];
  return {
    ...sortFunctions(functions, await names('system.table_functions')),
    databases: new Set(others.filter((name) => name !== database)),
  };
}
