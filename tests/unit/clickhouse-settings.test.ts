// Mistakes in the variables of a ClickHouse server are said by name, and no password is ever shown.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClickhouseSettings } from '../../services/platform/clickhouse-settings.ts';
import { readClickhouseSettings } from '../../services/platform/read-clickhouse-settings.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

let folder: TempFolder;
const file = (name: string): string => join(folder.path, name);
beforeAll(async () => {
  folder = await tempFolder();
  await writeFile(file('password'), 'hush "1"\n');
  await writeFile(file('empty'), '\n');
  await writeFile(file('ca.pem'), '-----BEGIN CERTIFICATE-----\n');
});
afterAll(() => folder.remove());

type Vars = Record<string, string>;
const full = (vars: Vars): Vars =>
  Object.fromEntries(Object.entries(vars).map(([name, value]) => [`SHIXIAN_CLICKHOUSE_${name}`, value]));

const settingsOf = async (vars: Vars): Promise<ClickhouseSettings | null> => {
  const read = await readClickhouseSettings(full(vars));
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('\n'));
  return read.settings;
};
const problemsOf = async (vars: Vars) => {
  const read = await readClickhouseSettings(full(vars));
  return read.ok ? [] : read.problems;
};

const URL_OK = 'http://db:8123';

describe('what is read', () => {
  it('nothing where no server is named', async () => {
    expect(await readClickhouseSettings({ PATH: '/bin', SHIXIAN_CLICKHOUSE_URL: '' })).toEqual({
      ok: true,
      settings: null,
    });
  });

  it('every default beside an address', async () => {
    expect(await settingsOf({ URL: URL_OK })).toEqual({
      url: URL_OK,
      username: 'default',
      password: '',
      database: 'shixian',
      sharded: false,
      requestTimeoutMs: 60_000,
    });
  });

  it('every variable', async () => {
    const vars = {
      URL: 'https://db.example:8443',
      USER: 'shixian_ingest',
      PASSWORD_FILE: file('password'),
      DATABASE: 'town',
      CLUSTER: 'prod-1',
      SHARDED: 'TRUE',
      CA_FILE: file('ca.pem'),
      TIMEOUT_MS: '1500',
    };
    expect(await settingsOf(vars)).toEqual({
      url: 'https://db.example:8443',
      username: 'shixian_ingest',
      password: 'hush "1"',
      database: 'town',
      cluster: 'prod-1',
      sharded: true,
      caCertificate: '-----BEGIN CERTIFICATE-----\n',
      requestTimeoutMs: 1500,
    });
  });

  it('a password to the last blank', async () => {
    expect(await settingsOf({ URL: URL_OK, PASSWORD: ' a b ' })).toMatchObject({ password: ' a b ' });
  });
});

describe('mistakes', () => {
  it.each([
    [{ URL: 'db:8123' }, 'URL', 'such as http://127.0.0.1:8123, got "db:8123"'],
    [{ URL: 'http://db:8123/shixian' }, 'URL', 'without user, path or query'],
    [{ URL: URL_OK, DATABASE: 'my-town' }, 'DATABASE', 'no digit first, got "my-town"'],
    [{ URL: URL_OK, CLUSTER: "c'; DROP" }, 'CLUSTER', 'got "c\'; DROP"'],
    [{ URL: URL_OK, SHARDED: 'yes' }, 'SHARDED', 'expected true or false, got "yes"'],
    [{ URL: URL_OK, SHARDED: 'true' }, 'CLUSTER', "expected the cluster's name"],
    [{ URL: URL_OK, TIMEOUT_MS: 'soon' }, 'TIMEOUT_MS', 'whole milliseconds from 100 to 3600000, got "soon"'],
    [{ URL: URL_OK, CA_FILE: '/no/such' }, 'CA_FILE', 'a file that can be read (ENOENT), got "/no/such"'],
    [{ USER: 'somebody' }, 'URL', 'since SHIXIAN_CLICKHOUSE_USER is set'],
    [{ URL: URL_OK, HOST: 'db' }, 'HOST', 'is not a setting, expected one of'],
  ] as [Vars, string, string][])('%j', async (vars, name, said) => {
    const problems = await problemsOf(vars);
    const problem = problems.find(({ field }) => field === `SHIXIAN_CLICKHOUSE_${name}`);
    expect(problem?.message).toContain(said);
    expect(problem?.message).toContain(`SHIXIAN_CLICKHOUSE_${name}`);
  });

  it('an authority beside an address without TLS', async () => {
    const [problem] = await problemsOf({ URL: URL_OK, CA_FILE: file('ca.pem') });
    expect(problem).toMatchObject({ code: 'bad-setting', field: 'SHIXIAN_CLICKHOUSE_CA_FILE' });
  });

  it('two passwords, and an empty password file', async () => {
    const both = await problemsOf({ URL: URL_OK, PASSWORD: 'secret-1', PASSWORD_FILE: file('password') });
    expect(both.map(({ field }) => field)).toEqual(['SHIXIAN_CLICKHOUSE_PASSWORD_FILE']);
    const empty = await problemsOf({ URL: URL_OK, PASSWORD_FILE: file('empty') });
    expect(empty[0]?.message).toContain('a file with something in it');
  });

  it('are all told at once', async () => {
    expect(await problemsOf({ URL: 'x', DATABASE: '1', SHARDED: 'so' })).toHaveLength(3);
  });

  it('never show a password, wherever it was put', async () => {
    const vars = {
      URL: 'ftp://me:secret-1@db:8123',
      PASSWORD: 'secret-2',
      PASSWORD_FILE: file('password'),
      DATABASE: '1',
    };
    const said = JSON.stringify(await problemsOf(vars));
    expect(said).not.toMatch(/secret|hush/);
    expect(said).toContain('ftp://…@db:8123');
  });
});
