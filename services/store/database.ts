// The port through which every statement reaches ClickHouse, in this process or on a server.

/** Values for `{name:Type}` placeholders; instants go as strings or integers, never as Date. */
export type Parameters = Readonly<Record<string, unknown>>;

export interface Database {
  readonly engine: 'embedded' | 'server';
  /** Rows as objects; 64-bit integers arrive as numbers, so beyond 2^53 select them with toString(). */
  query<T>(sql: string, params?: Parameters): Promise<T[]>;
  /** The engine's own rendering in any of its formats, such as CSVWithNames. */
  queryText(sql: string, params: Parameters | undefined, format: string): Promise<string>;
  /** A statement without result. */
  command(sql: string, params?: Parameters): Promise<void>;
  /** A whole INSERT with its rows. Called by write-rows.ts alone, which states every setting inline. */
  insertRaw(statement: string): Promise<void>;
  close(): Promise<void>;
}
