// Reads how to reach ClickHouse from environment variables; every mistake names the variable, and no password is ever shown.
import { readFile } from 'node:fs/promises';
import type { Problem } from '../../schemas/problem.ts';
import { ClickhouseSettings } from './clickhouse-settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export type ClickhouseSettingsResult =
  /** Null where no server is named: then the store is the embedded one. */
  | { readonly ok: true; readonly settings: ClickhouseSettings | null }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const PREFIX = 'SHIXIAN_CLICKHOUSE_';
const NAMES = [
  'URL',
  'USER',
  'PASSWORD',
  'PASSWORD_FILE',
  'DATABASE',
  'CLUSTER',
  'SHARDED',
  'CA_FILE',
  'TIMEOUT_MS',
] as const;
type Name = (typeof NAMES)[number];

interface Reading {
  readonly problems: Problem[];
  /** Undefined where the variable is not set or is empty. */
  readonly get: (name: Name) => string | undefined;
  /** `value` stays out where it may hold a password. */
  readonly wrong: (name: Name, expected: string, value?: string) => void;
}

const beginReading = (env: Environment): Reading => {
  const problems: Problem[] = [];
  return {
    problems,
    get: (name) => {
      const value = env[PREFIX + name];
      return (name === 'PASSWORD' ? value : value?.trim()) || undefined;
    },
    wrong: (name, expected, value) => {
      const field = PREFIX + name;
      const got = value === undefined ? '' : `, got "${value}"`;
      const said = { code: 'bad-setting', message: `${field}: ${expected}${got}`, field };
      problems.push(value === undefined ? said : { ...said, value });
    },
  };
};

/** All mistakes at once. Variables that name files are read here. */
export async function readClickhouseSettings(
  env: Environment = process.env,
): Promise<ClickhouseSettingsResult> {
  const reading = beginReading(env);
  const { get, problems } = reading;
  findUnknown(env, problems);
  const [password, caCertificate] = await Promise.all([
    readPassword(reading),
    readText(reading, 'CA_FILE', get('CA_FILE')),
  ]);
  const sharded = readSharded(reading);
  checkTogether(reading);
  const draft = {
    url: get('URL') ?? 'http://127.0.0.1:8123',
    username: get('USER'),
    password,
    database: get('DATABASE'),
    cluster: get('CLUSTER'),
    sharded,
    caCertificate,
    requestTimeoutMs: get('TIMEOUT_MS') === undefined ? undefined : Number(get('TIMEOUT_MS')),
  };
  const settings = ClickhouseSettings.safeParse(draft);
  if (!settings.success) for (const issue of settings.error.issues) tellIssue(reading, issue);
  if (problems.length > 0 || !settings.success) return { ok: false, problems };
  return { ok: true, settings: get('URL') === undefined ? null : settings.data };
}

const NAME_OF: Readonly<Record<string, Name>> = {
  url: 'URL',
  username: 'USER',
  database: 'DATABASE',
  cluster: 'CLUSTER',
  requestTimeoutMs: 'TIMEOUT_MS',
};

function tellIssue({ get, wrong }: Reading, issue: { path: PropertyKey[]; message: string }): void {
  const name = NAME_OF[String(issue.path[0])] ?? 'URL';
  const expected = name === 'TIMEOUT_MS' ? 'expected whole milliseconds from 100 to 3600000' : issue.message;
  // What stands before an @ in an address is a user and a password.
  wrong(name, expected, get(name)?.replace(/^(\w+:\/\/)?.*@/, '$1…@'));
}

/** Settings of the endpoint that the embedded store offers, which is no store of its own. */
const ENDPOINT = `${PREFIX}ENDPOINT_`;

function findUnknown(env: Environment, problems: Problem[]): void {
  const known = NAMES.map((name) => PREFIX + name);
  for (const field of Object.keys(env))
    if (field.startsWith(PREFIX) && !field.startsWith(ENDPOINT) && !known.includes(field))
      problems.push({
        code: 'unknown-setting',
        message: `${field} is not a setting, expected one of ${known.join(', ')}`,
        field,
      });
}

function checkTogether({ get, wrong }: Reading): void {
  const other = NAMES.find((name) => name !== 'URL' && get(name) !== undefined);
  if (get('URL') === undefined && other)
    wrong('URL', `expected the address of a server, since ${PREFIX}${other} is set`);
  if (get('CA_FILE') && get('URL')?.startsWith('http:'))
    wrong('CA_FILE', `expected nothing, since ${PREFIX}URL begins with http:`);
}

function readSharded({ get, wrong }: Reading): boolean | undefined {
  const text = get('SHARDED')?.toLowerCase();
  if (text === undefined) return undefined;
  if (text !== 'true' && text !== 'false') wrong('SHARDED', 'expected true or false', get('SHARDED'));
  if (text === 'true' && get('CLUSTER') === undefined)
    wrong('CLUSTER', `expected the cluster's name, since ${PREFIX}SHARDED is true`);
  return text === 'true';
}

async function readPassword(reading: Reading): Promise<string | undefined> {
  const { get, wrong } = reading;
  if (get('PASSWORD') !== undefined && get('PASSWORD_FILE') !== undefined)
    wrong('PASSWORD_FILE', `expected nothing, since ${PREFIX}PASSWORD is set too`);
  const text = await readText(reading, 'PASSWORD_FILE', get('PASSWORD_FILE'));
  return get('PASSWORD') ?? text?.replace(/\r?\n$/, '');
}

async function readText(
  { wrong }: Reading,
  name: Name,
  path: string | undefined,
): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    const text = await readFile(path, 'utf8');
    if (text.trim() === '') wrong(name, 'expected a file with something in it', path);
    return text;
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code;
    wrong(name, `expected a file that can be read (${why})`, path);
    return undefined;
  }
}
