// Tells which faults of a ClickHouse server may pass by themselves, and says those of opening it in words to act on.
import type { Problem } from '../../schemas/problem.ts';
import type { ClickhouseSettings } from './clickhouse-settings.ts';

/** No answer of ClickHouse came: whether the statement was carried out is not known. */
export class ServerSilent extends Error {
  override readonly name = 'ServerSilent';
}

/** The server answered, but cannot be used as it is; the message says what to do. */
export class ServerUnusable extends Error {
  override readonly name = 'ServerUnusable';
  readonly problem: Problem;
  constructor(problem: Problem, cause?: unknown) {
    super(problem.message, { cause });
    this.problem = problem;
  }
}

// Load, shutdown, network between servers, Keeper, a replica that lags or is read-only for now.
const RETRIABLE = new Set([
  3, 107, 159, 164, 202, 203, 209, 210, 225, 236, 241, 242, 252, 279, 285, 286, 319, 394, 425, 999,
]);

const SOCKET =
  /^(?:ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/;

/** ClickHouse's number of an error, wherever in the chain of causes it stands; null for an error of another kind. */
export function clickhouseCode(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && /^\d+$/.test(code)) return Number(code);
  const told = /\bCode: (\d+)\b/.exec(error.message)?.[1];
  return told === undefined ? clickhouseCode(error.cause) : Number(told);
}

const isOfSocket = (error: unknown): boolean =>
  error instanceof Error &&
  (error instanceof ServerSilent ||
    SOCKET.test(String((error as { code?: unknown }).code)) ||
    isOfSocket(error.cause));

/** Whether the same statement under the same token may succeed later; what is wrong in itself never will. */
export function isRetriable(error: unknown): boolean {
  const code = clickhouseCode(error);
  return code === null ? isOfSocket(error) : RETRIABLE.has(code);
}

type Saying = readonly [code: string, said: string];

const SAID: Readonly<Record<number, (settings: ClickhouseSettings) => Saying>> = {
  81: ({ database }) => [
    'clickhouse-database-missing',
    `has no database ${database}; run "shixian migrate", which makes it, or correct SHIXIAN_CLICKHOUSE_DATABASE`,
  ],
  497: ({ username, database }) => [
    'clickhouse-access-denied',
    `does not let user ${username} read ${database}; grant it, or correct SHIXIAN_CLICKHOUSE_USER`,
  ],
};
for (const code of [192, 193, 194, 516])
  Object.assign(SAID, {
    [code]: ({ username }: ClickhouseSettings): Saying => [
      'clickhouse-login-refused',
      `refuses user ${username} with this password; correct SHIXIAN_CLICKHOUSE_USER and SHIXIAN_CLICKHOUSE_PASSWORD or _PASSWORD_FILE`,
    ],
  });

const SILENT: readonly (readonly [RegExp, string])[] = [
  [/ENOTFOUND|EAI_AGAIN/, 'its host name is not known'],
  [/ECONNREFUSED/, 'nothing listens there'],
  [
    /CERT|certificate|SELF_SIGNED/i,
    'its certificate is not trusted; name its authority in SHIXIAN_CLICKHOUSE_CA_FILE',
  ],
  [/wrong version number|EPROTO|ERR_SSL/i, 'it does not speak TLS there; use http: or its port for https:'],
];

/** Why the server could not be opened; null for an error that opening cannot explain. */
export function openingProblem(error: unknown, settings: ClickhouseSettings): Problem | null {
  const field = 'SHIXIAN_CLICKHOUSE_URL';
  const code = clickhouseCode(error);
  const said = code === null ? undefined : SAID[code]?.(settings);
  if (said) return { code: said[0], message: `ClickHouse at ${settings.url} ${said[1]}.` };
  if (!(error instanceof ServerSilent)) return null;
  const chain = chainText(error);
  const why = SILENT.find(([sign]) => sign.test(chain))?.[1] ?? error.message.split('\n')[0]!.slice(0, 200);
  const message = `ClickHouse at ${settings.url} does not answer: ${why}. Check that it runs, and ${field}.`;
  return { code: 'clickhouse-unreachable', message, field, value: settings.url };
}

const chainText = (error: unknown): string =>
  error instanceof Error
    ? `${(error as { code?: string }).code ?? ''} ${error.message} ${chainText(error.cause)}`
    : '';
