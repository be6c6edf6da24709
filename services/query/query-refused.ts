// An error told to the client in ClickHouse's own form: number, words, name, and the HTTP status that goes with it.

const NAMES = {
  6: 'CANNOT_PARSE_TEXT',
  48: 'NOT_IMPLEMENTED',
  62: 'SYNTAX_ERROR',
  73: 'UNKNOWN_FORMAT',
  164: 'READONLY',
  194: 'REQUIRED_PASSWORD',
  202: 'TOO_MANY_SIMULTANEOUS_QUERIES',
  236: 'ABORTED',
  307: 'TOO_MANY_BYTES',
  344: 'SUPPORT_IS_DISABLED',
  394: 'QUERY_WAS_CANCELLED',
  396: 'TOO_MANY_ROWS_OR_BYTES',
  456: 'UNKNOWN_QUERY_PARAMETER',
  497: 'ACCESS_DENIED',
  516: 'AUTHENTICATION_FAILED',
  1002: 'UNKNOWN_EXCEPTION',
} as const;

export class QueryRefused extends Error {
  override readonly name = 'QueryRefused';
  readonly code: number;
  /** The whole line as ClickHouse words it. */
  readonly text: string;
  constructor(code: number, text: string, cause?: unknown) {
    super(text, { cause });
    this.code = code;
    this.text = text;
  }
}

export const refused = (code: keyof typeof NAMES, said: string, cause?: unknown): QueryRefused =>
  new QueryRefused(code, `Code: ${code}. DB::Exception: ${said} (${NAMES[code]})`, cause);

// The engine quotes the statement it was in: here one that the client never wrote.
const OF_CHECK = /: In scope SELECT formatQuerySingleLine\([\s\S]*\)(?=\. \([A-Z_]+\)\s*$)/;

/** What the engine threw, as it said it; anything else is an unknown exception without particulars. */
export function asRefused(error: unknown): QueryRefused {
  if (error instanceof QueryRefused) return error;
  const said = error instanceof Error ? error.message : '';
  const code = /^Code: (\d+)\. DB::Exception: /.exec(said)?.[1];
  if (code === undefined) return refused(1002, 'the store could not answer this', error);
  return new QueryRefused(Number(code), said.replace(OF_CHECK, '').trim());
}

// As ClickHouse's HTTP handler groups them.
const STATUS: readonly (readonly [status: number, codes: readonly number[]])[] = [
  [400, [6, 26, 27, 36, 38, 41, 42, 43, 44, 53, 62, 69, 72, 130, 131, 386, 456]],
  [401, [194]],
  [403, [164, 291, 497, 516]],
  [404, [16, 46, 47, 50, 56, 60, 73, 81, 115]],
  [408, [159, 160]],
  [413, [307]],
  [501, [48, 344]],
  [503, [202, 236]],
];

export const statusOf = (code: number): number =>
  STATUS.find(([, codes]) => codes.includes(code))?.[0] ?? 500;
