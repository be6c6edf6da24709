// Which settings a client may state, and how they and the endpoint's own limits become the SET of a connection.
import { refused } from './query-refused.ts';
import type { Setting, SettingValue } from './split-tail.ts';
import { quoteText } from './sql-tokens.ts';

export interface Limits {
  /** Seconds. */
  readonly max_execution_time: number;
  readonly max_result_rows: number;
  readonly max_result_bytes: number;
  readonly max_memory_usage: number;
  readonly max_rows_to_read: number;
  readonly max_threads: number;
  readonly max_temporary_data_on_disk_size_for_query: number;
}

/** Characters of one statement, ClickHouse's own measure. */
export const MAX_SQL = 262_144;

/** For every connection: what is around a statement, and the values of its parameters, make it longer. */
export const CONNECTION_SETTINGS = { max_query_size: 4 * 1024 * 1024 } as const;

// clickhouse-go adds 5 s to the time limit of the data source, 60 s by default.
export const limitsFor = (processors: number): Limits => ({
  max_execution_time: 65,
  max_result_rows: 1_000_000,
  max_result_bytes: 100_000_000,
  max_memory_usage: 2_000_000_000,
  max_rows_to_read: 2_000_000_000,
  max_threads: Math.min(4, Math.max(1, Math.floor(processors / 2))),
  max_temporary_data_on_disk_size_for_query: 2_000_000_000,
});

/** Settings of the HTTP interface, of sockets and of logs: without a meaning here, or answered elsewhere. */
const WITHOUT_EFFECT =
  /^(?:readonly|wait_end_of_query|buffer_size|send_progress_in_http_headers|http_headers_progress_interval_ms|enable_http_compression|http_zlib_compression_level|http_response_buffer_size|http_write_exception_in_output_format|cancel_http_readonly_queries_on_client_close|client_protocol_version|stacktrace|quota_key|log_queries|log_comment|(?:connect|send|receive)_timeout)$/;

/** How an answer is written. `output_format_schema` is not among them: it names a file to write. */
const OF_OUTPUT =
  /^output_format_(?:json|csv|tsv|pretty|parquet|arrow|orc|native|values|msgpack|bson|binary|xml|markdown|decimal|float|write|parallel|trim|sql_insert)_\w+$/;

const OF_MEANING = new Set(
  `aggregate_functions_null_for_empty any_join_distinct_right_table_keys date_time_output_format
  describe_compact_output empty_result_for_aggregation_by_empty_set extremes final format_csv_delimiter
  format_csv_null_representation format_tsv_null_representation group_by_use_nulls interval_output_format
  join_use_nulls limit max_block_size offset optimize_and_compare_chain prefer_column_name_to_alias session_timezone transform_null_in
  union_default_mode use_skip_indexes`.split(/\s+/),
);

const readOnly = (name: string): never => {
  throw refused(164, `Cannot modify '${name.slice(0, 100)}' setting in readonly mode.`);
};

/** The lower of what is asked and what is allowed; 0 asks for no limit. */
const within = (name: string, asked: string, limit: number): string => {
  const value = Number(asked);
  if (!/^\d+(?:\.\d+)?$/.test(asked)) throw refused(6, `Cannot parse '${asked.slice(0, 100)}' as ${name}`);
  return String(value === 0 ? limit : Math.min(value, limit));
};

export type Settings = ReadonlyMap<string, SettingValue>;

const accepted = (limits: Limits, name: string, value: SettingValue): SettingValue | null => {
  if (typeof value !== 'string') {
    if (name !== 'additional_table_filters') return readOnly(name);
    return value.size === 0 ? null : value;
  }
  if (Object.hasOwn(limits, name)) return within(name, value, limits[name as keyof Limits]);
  if (WITHOUT_EFFECT.test(name)) return null;
  return OF_OUTPUT.test(name) || OF_MEANING.has(name) ? value : readOnly(name);
};

/** Later ones go before earlier ones; the limits hold whatever is stated. */
export function acceptSettings(limits: Limits, stated: readonly Setting[]): Settings {
  const settings = new Map<string, SettingValue>(
    Object.entries(limits).map(([name, value]) => [name, String(value)]),
  );
  for (const [name, value] of stated) {
    const kept = accepted(limits, name, value);
    if (kept !== null) settings.set(name, kept);
  }
  return settings;
}

const written = (value: SettingValue): string =>
  typeof value === 'string'
    ? quoteText(value)
    : `{${[...value].map(([key, one]) => `${quoteText(key)}: ${quoteText(one)}`).join(', ')}}`;

/** Statements that make a connection one for this question alone; nothing can be stated after `readonly`. */
export function setUp(
  database: string,
  name: string,
  settings: Settings,
  params: ReadonlyMap<string, string>,
): string {
  const stated = new Map<string, SettingValue>([
    ['session_timezone', 'UTC'],
    // Finds nothing in the views and takes longer than the rest of understanding a question.
    ['optimize_and_compare_chain', '0'],
    // Its name, by which it can be stopped.
    ['log_comment', name],
    ...settings,
    ...[...params].map(([param, value]): [string, string] => [`param_${param}`, value]),
    ['readonly', '1'],
  ]);
  const sets = [...stated].map(([setting, value]) => `${setting} = ${written(value)}`);
  return `USE ${database}; SET ${sets.join(', ')}`;
}
