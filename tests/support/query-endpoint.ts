// Opens the ClickHouse HTTP endpoint over a test's embedded store.
import { shippedViews } from '../../services/main.ts';
import { readersOver } from '../../services/platform/clickhouse-readers.ts';
import { openAnswerer } from '../../services/query/answer-question.ts';
import { createLoginCheck } from '../../services/query/check-login.ts';
import { openEndpoint, type Told } from '../../services/query/open-endpoint.ts';
import { CONNECTION_SETTINGS, type Limits, limitsFor } from '../../services/query/query-settings.ts';

export const LOGIN = { user: 'grafana', password: "it's : a secret 密码" };

export interface TestEndpoint {
  readonly url: string;
  readonly told: readonly Told[];
  /** Asks by POST as the user who may; the text of the answer, or of the error. */
  ask(sql: string, address?: string): Promise<{ status: number; code: string | null; text: string }>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export interface TestEndpointOptions {
  readonly limits?: Partial<Limits>;
  readonly places?: number;
  readonly waiting?: number;
  readonly graceMs?: number;
}

export const authorization = ({ user, password } = LOGIN): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

export async function openTestEndpoint(
  dir: string,
  { limits, places = 2, waiting = 8, graceMs = 5_000 }: TestEndpointOptions = {},
): Promise<TestEndpoint> {
  const told: Told[] = [];
  const answerer = await openAnswerer({
    open: readersOver(dir, CONNECTION_SETTINGS),
    database: 'shixian',
    quicken: await shippedViews(),
    limits: { ...limitsFor(2), ...limits },
    slots: { places, waiting, patienceMs: 30_000 },
    graceMs,
  });
  const checkLogin = createLoginCheck(LOGIN, { wrongAfterMs: 50 });
  const endpoint = await openEndpoint({
    answerer,
    checkLogin,
    host: '127.0.0.1',
    port: 0,
    tell: (one) => told.push(one),
  });
  const url = `http://127.0.0.1:${endpoint.address.port}`;
  const asUser = (path: string, init: RequestInit = {}) =>
    fetch(url + path, { ...init, headers: { authorization: authorization(), ...init.headers } });
  return {
    url,
    told,
    fetch: asUser,
    ask: async (sql, address = '/') => {
      const answer = await asUser(address, { method: 'POST', body: sql });
      const code = answer.headers.get('x-clickhouse-exception-code');
      return { status: answer.status, code, text: await answer.text() };
    },
    close: endpoint.close,
  };
}
