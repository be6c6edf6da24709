// Reads how to reach Kafka from environment variables; every mistake names the variable, and no secret is ever shown.
import { readFile } from 'node:fs/promises';
import type { Problem } from '../../schemas/problem.ts';
import { COMPRESSIONS, KafkaSettings, SASL_MECHANISMS } from './kafka-settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export type KafkaSettingsResult =
  /** Null where no broker is named: then there is no Kafka. */
  | { readonly ok: true; readonly settings: KafkaSettings | null }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const PREFIX = 'SHIXIAN_KAFKA_';
const NAMES = [
  'BROKERS',
  'CLIENT_ID',
  'TOPIC_PREFIX',
  'COMPRESSION',
  'SASL_MECHANISM',
  'USERNAME',
  'PASSWORD',
  'PASSWORD_FILE',
  'TLS',
  'CA_FILE',
  'CERT_FILE',
  'KEY_FILE',
] as const;
type Name = (typeof NAMES)[number];

interface Reading {
  readonly problems: Problem[];
  /** Undefined where the variable is not set or is empty. */
  readonly get: (name: Name) => string | undefined;
  readonly wrong: (name: Name, why: string) => void;
}

const beginReading = (env: Environment): Reading => {
  const problems: Problem[] = [];
  return {
    problems,
    get: (name) => env[PREFIX + name]?.trim() || undefined,
    wrong: (name, why) => {
      const field = PREFIX + name;
      problems.push({ code: 'bad-setting', message: `${field}: ${why}`, field });
    },
  };
};

/** All mistakes at once. Variables that name files are read here. */
export async function readKafkaSettings(env: Environment = process.env): Promise<KafkaSettingsResult> {
  const reading = beginReading(env);
  const { get, problems } = reading;
  findUnknown(env, problems);
  const tls = await readTls(reading);
  const sasl = await readSasl(reading);
  const brokers = readBrokers(reading);
  const settings = {
    brokers,
    clientId: get('CLIENT_ID'),
    topicPrefix: readPrefix(reading),
    compression: oneOf(reading, 'COMPRESSION', COMPRESSIONS),
    tls,
    sasl,
  };
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, settings: brokers === null ? null : KafkaSettings.parse(settings) };
}

function findUnknown(env: Environment, problems: Problem[]): void {
  const known = new Set<string>(NAMES.map((name) => PREFIX + name));
  for (const field of Object.keys(env))
    if (field.startsWith(PREFIX) && !known.has(field))
      problems.push({
        code: 'unknown-setting',
        message: `${field} is not a setting, expected one of ${[...known].join(', ')}`,
        field,
      });
}

/** Null where Kafka is not asked for at all. */
function readBrokers({ get, wrong }: Reading): string[] | null {
  const text = get('BROKERS');
  if (text === undefined) {
    const other = NAMES.find((name) => get(name) !== undefined);
    if (other) wrong('BROKERS', `expected brokers as host:port,host:port, since ${PREFIX}${other} is set`);
    return null;
  }
  const brokers = text.split(',').map((part) => part.trim());
  const check = KafkaSettings.shape.brokers.element;
  for (const broker of brokers) {
    const { error } = check.safeParse(broker);
    if (error) wrong('BROKERS', `${error.issues[0]?.message}, got "${broker}"`);
  }
  return brokers;
}

function readPrefix({ get, wrong }: Reading): string | undefined {
  const text = get('TOPIC_PREFIX');
  const { error } = KafkaSettings.shape.topicPrefix.safeParse(text);
  if (error) wrong('TOPIC_PREFIX', `${error.issues[0]?.message}, got "${text}"`);
  return text;
}

function oneOf<T extends string>({ get, wrong }: Reading, name: Name, choices: readonly T[]): T | undefined {
  const text = get(name);
  const found = choices.find((choice) => choice === text?.toLowerCase());
  if (text !== undefined && found === undefined)
    wrong(name, `expected one of ${choices.join(', ')}, got "${text}"`);
  return found;
}

async function readTls(reading: Reading): Promise<KafkaSettings['tls']> {
  const wanted = oneOf(reading, 'TLS', ['true', 'false']);
  const [ca, cert, key] = await Promise.all([
    readText(reading, 'CA_FILE'),
    readText(reading, 'CERT_FILE'),
    readText(reading, 'KEY_FILE'),
  ]);
  const { get, wrong } = reading;
  if (!get('CERT_FILE') !== !get('KEY_FILE'))
    wrong(
      get('CERT_FILE') ? 'KEY_FILE' : 'CERT_FILE',
      'expected a file, since a certificate and its key go together',
    );
  const file = (['CA_FILE', 'CERT_FILE', 'KEY_FILE'] as const).find((name) => get(name));
  if (wanted === 'false' && file) wrong('TLS', `expected true, since ${PREFIX}${file} is set, got "false"`);
  return wanted === 'true' || file ? { ca, cert, key, rejectUnauthorized: true } : undefined;
}

async function readSasl(reading: Reading): Promise<KafkaSettings['sasl']> {
  const { get, wrong } = reading;
  const mechanism = oneOf(reading, 'SASL_MECHANISM', SASL_MECHANISMS);
  const username = get('USERNAME');
  const password = await readPassword(reading);
  if (get('SASL_MECHANISM') === undefined) {
    if (username ?? password)
      wrong(
        'SASL_MECHANISM',
        `expected one of ${SASL_MECHANISMS.join(', ')}, since a user or password is set`,
      );
    return undefined;
  }
  if (username === undefined) wrong('USERNAME', 'expected a name, since a SASL mechanism is set');
  if (password === undefined && !get('PASSWORD_FILE'))
    wrong('PASSWORD', `expected a password here or a file in ${PREFIX}PASSWORD_FILE`);
  return mechanism && username && password !== undefined ? { mechanism, username, password } : undefined;
}

async function readPassword(reading: Reading): Promise<string | undefined> {
  const { get, wrong } = reading;
  if (get('PASSWORD') && get('PASSWORD_FILE'))
    wrong('PASSWORD_FILE', `expected nothing, since ${PREFIX}PASSWORD is set too`);
  return get('PASSWORD') ?? (await readText(reading, 'PASSWORD_FILE'))?.replace(/\r?\n$/, '');
}

async function readText({ get, wrong }: Reading, name: Name): Promise<string | undefined> {
  const path = get(name);
  if (path === undefined) return undefined;
  try {
    const text = await readFile(path, 'utf8');
    if (text.trim() === '') wrong(name, `expected a file with something in it, got "${path}"`);
    return text;
  } catch (error) {
    wrong(name, `expected a file that can be read, got "${path}" (${(error as NodeJS.ErrnoException).code})`);
    return undefined;
  }
}
