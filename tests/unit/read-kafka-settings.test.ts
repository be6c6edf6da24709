// Settings of Kafka from the environment: every mistake is named, no secret is shown.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readKafkaSettings } from '../../services/platform/read-kafka-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

const read = (env: Record<string, string>) =>
  readKafkaSettings(
    Object.fromEntries(Object.entries(env).map(([name, value]) => [`SHIXIAN_KAFKA_${name}`, value])),
  );

const messagesOf = async (env: Record<string, string>): Promise<string[]> => {
  const result = await read(env);
  return result.ok ? [] : result.problems.map(({ message }) => message.replaceAll('SHIXIAN_KAFKA_', ''));
};

test('without brokers there is no Kafka', async () => {
  expect(await read({})).toEqual({ ok: true, settings: null });
  expect(await readKafkaSettings({ SHIXIAN_KAFKA_BROKERS: ' ', PATH: '/bin' })).toEqual({
    ok: true,
    settings: null,
  });
});

test('brokers alone are enough', async () => {
  const result = await read({ BROKERS: 'one:9092, [::1]:9093' });
  expect(result).toMatchObject({
    ok: true,
    settings: { brokers: ['one:9092', '[::1]:9093'], compression: 'gzip', topicPrefix: '', fetchWaitMs: 500 },
  });
  expect(result.ok && [result.settings!.tls, result.settings!.sasl]).toEqual([undefined, undefined]);
});

test('everything together, secrets and certificates from files', async () => {
  const folder = await tempFolder();
  const file = async (name: string, text: string) => {
    await writeFile(join(folder.path, name), text);
    return join(folder.path, name);
  };
  const result = await read({
    BROKERS: 'one:9092',
    CLIENT_ID: 'me',
    TOPIC_PREFIX: 'city.',
    COMPRESSION: 'LZ4',
    SASL_MECHANISM: 'SCRAM-SHA-512',
    USERNAME: 'bo',
    PASSWORD_FILE: await file('password', 'two words\n'),
    CA_FILE: await file('ca', 'CA'),
    CERT_FILE: await file('cert', 'CERT'),
    KEY_FILE: await file('key', 'KEY'),
  });
  expect(result).toMatchObject({
    ok: true,
    settings: {
      clientId: 'me',
      topicPrefix: 'city.',
      compression: 'lz4',
      sasl: { mechanism: 'scram-sha-512', username: 'bo', password: 'two words' },
      tls: { ca: 'CA', cert: 'CERT', key: 'KEY', rejectUnauthorized: true },
    },
  });
  await folder.remove();
});

test('TLS alone trusts the authorities of the system', async () => {
  const on = await read({ BROKERS: 'one:1', TLS: 'true' });
  expect(on.ok && on.settings!.tls).toEqual({ rejectUnauthorized: true });
  const off = await read({ BROKERS: 'one:1', TLS: 'false' });
  expect(off.ok && off.settings!.tls).toBeUndefined();
});

const mechanisms = 'plain, scram-sha-256, scram-sha-512';

test.each([
  [{ BROKERS: 'one' }, ['BROKERS: expected host:port, got "one"']],
  [
    { BROKERS: 'one:9092,,two:0' },
    ['BROKERS: expected host:port, got ""', 'BROKERS: expected host:port, got "two:0"'],
  ],
  [{ BROKERS: 'one:70000' }, ['BROKERS: expected a port up to 65535, got "one:70000"']],
  [{ CLIENT_ID: 'me' }, ['BROKERS: expected brokers as host:port,host:port, since CLIENT_ID is set']],
  [
    { BROKERS: 'a:1', COMPRESSION: 'zip' },
    ['COMPRESSION: expected one of none, gzip, snappy, lz4, zstd, got "zip"'],
  ],
  [{ BROKERS: 'a:1', TLS: 'yes' }, ['TLS: expected one of true, false, got "yes"']],
  [
    { BROKERS: 'a:1', SASL_MECHANISM: 'oauth', USERNAME: 'bo', PASSWORD: 'x' },
    [`SASL_MECHANISM: expected one of ${mechanisms}, got "oauth"`],
  ],
  [
    { BROKERS: 'a:1', USERNAME: 'bo', PASSWORD: 'x' },
    [`SASL_MECHANISM: expected one of ${mechanisms}, since a user or password is set`],
  ],
  [
    { BROKERS: 'a:1', SASL_MECHANISM: 'plain' },
    [
      'USERNAME: expected a name, since a SASL mechanism is set',
      'PASSWORD: expected a password here or a file in PASSWORD_FILE',
    ],
  ],
  [
    { BROKERS: 'a:1', CA_FILE: '/no/such' },
    ['CA_FILE: expected a file that can be read, got "/no/such" (ENOENT)'],
  ],
  [
    { BROKERS: 'a:1', TLS: 'false', CA_FILE: '/dev/null' },
    [
      'CA_FILE: expected a file with something in it, got "/dev/null"',
      'TLS: expected true, since CA_FILE is set, got "false"',
    ],
  ],
  [
    { BROKERS: 'a:1', CERT_FILE: '/etc/hostname' },
    ['KEY_FILE: expected a file, since a certificate and its key go together'],
  ],
  [
    { BROKERS: 'a:1', TOPIC_PREFIX: 'a b' },
    ['TOPIC_PREFIX: expected at most 100 letters, digits, ".", "_" and "-", got "a b"'],
  ],
] as [Record<string, string>, string[]][])('%j is refused', async (env, messages) => {
  expect(await messagesOf(env)).toEqual(messages);
});

test('a name mistyped is told with those there are', async () => {
  const [message] = await messagesOf({ BROKERS: 'a:1', USER: 'bo' });
  expect(message).toMatch(/^USER is not a setting, expected one of BROKERS, .*USERNAME/);
});

test('a password is in no problem, whatever else is wrong', async () => {
  const result = await read({
    BROKERS: 'one',
    SASL_MECHANISM: 'x',
    USERNAME: 'bo',
    PASSWORD: 'hunter22',
    PASSWORD_FILE: '/no',
  });
  expect(result.ok).toBe(false);
  expect(JSON.stringify(result)).not.toContain('hunter22');
});
