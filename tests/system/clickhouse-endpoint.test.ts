// `shixian start --clickhouse-port`: the door needs a password, says where it is, answers, and closes with the program.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endServers, type Server, shixian, startCommand } from '../support/shixian-process.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const PASSWORD = 'a long enough secret';
const VARIABLE = 'SHIXIAN_CLICKHOUSE_ENDPOINT_PASSWORD';

let folder: TempFolder;
let data: string;
let clients: ClickHouseClient[];

beforeEach(async () => {
  folder = await tempFolder();
  data = join(folder.path, 'data');
  clients = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await endServers();
  await folder.remove();
});

const ARGS = ['start', '--port', '0', '--clickhouse-port', '0'];
const start = (args: readonly string[], env: Record<string, string> = { [VARIABLE]: PASSWORD }) =>
  startCommand([...ARGS, '--data', data, ...args], { env });
const refusal = (args: readonly string[], env: Record<string, string>) =>
  shixian([...ARGS, '--no-sample', '--data', data, ...args], { env });
const urlOf = (server: Server): string =>
  /^ClickHouse HTTP .* at (http:\S+)$/m.exec(server.output().stdout)![1]!;
const clientOf = (server: Server, login: object = { username: 'grafana', password: PASSWORD }) => {
  const client = createClient({ url: urlOf(server), log: { level: ClickHouseLogLevel.OFF }, ...login });
  clients.push(client);
  return client;
};
const rows = async (client: ClickHouseClient, query: string) =>
  (await client.query({ query, format: 'JSONEachRow' })).json<Record<string, number>>();

describe('with a password', () => {
  test('it answers from the views beside the program, reads only, and ends with it', async () => {
    const server = await start(['--no-simulation']);
    expect(server.output().stdout).toContain(
      'ClickHouse HTTP for user grafana, read-only, is at http://127.0.0.1:',
    );
    expect(server.output().stdout + server.output().stderr).not.toContain(PASSWORD);
    const client = clientOf(server);
    const at = "as_of = now64(3), known_at = toDateTime64('2299-12-31 00:00:00', 3, 'UTC')";
    const counted = `SELECT count() AS cases, countIf(state = 'ended') AS ended FROM case_at(${at})`;
    expect(await rows(client, counted)).toEqual([{ cases: 1434, ended: 1329 }]);
    await expect(client.command({ query: 'TRUNCATE TABLE case_events' })).rejects.toMatchObject({
      code: '164',
    });
    const file = join(folder.path, 'secret.txt');
    writeFileSync(file, 'topmost');
    await expect(rows(client, `SELECT file('${file}')`)).rejects.toMatchObject({ code: '497' });
    const stranger = clientOf(server, { username: 'grafana', password: 'a long enough guess!' });
    await expect(rows(stranger, 'SELECT 1')).rejects.toMatchObject({ code: '516' });
    await expect(rows(clientOf(server, {}), 'SELECT 1')).rejects.toMatchObject({ code: '516' });

    const long = rows(
      client,
      'SELECT sum(sipHash64(a.number, b.number)) FROM numbers(1000000) AS a, numbers(1000) AS b',
    );
    const ended = expect(long).rejects.toThrow();
    await rows(clientOf(server), 'SELECT 1').catch(() => undefined);
    expect(await server.stop('SIGTERM')).toBe(0);
    await ended;
    expect(server.output().stderr).not.toMatch(/shixian:|"level":50/);
  });

  test('user, password file and address are chosen', async () => {
    const file = join(folder.path, 'password');
    writeFileSync(file, `${PASSWORD}\n`);
    const server = await start(
      ['--no-sample', '--clickhouse-user', 'reader', '--clickhouse-host', 'localhost'],
      {
        [`${VARIABLE}_FILE`]: file,
      },
    );
    expect(
      await rows(clientOf(server, { username: 'reader', password: PASSWORD }), 'SELECT 1 AS one'),
    ).toEqual([{ one: 1 }]);
    expect(await server.stop()).toBe(0);
  });
});

describe('it does not start', () => {
  test('without a password, or with one too short or in two places, saying what is missing', async () => {
    const none = await refusal([], {});
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain(
      `shixian: no-endpoint-password: --clickhouse-port needs a password of at least 12 characters in ${VARIABLE}`,
    );
    const short = await refusal([], { [VARIABLE]: 'too short' });
    expect(short).toMatchObject({
      code: 1,
      stderr: `shixian: bad-setting: ${VARIABLE}: expected at least 12 characters\n`,
    });
    const missing = await refusal([], { [`${VARIABLE}_FILE`]: join(folder.path, 'nowhere') });
    expect(missing.stderr).toContain(`${VARIABLE}_FILE: expected a file that can be read (ENOENT)`);
    const both = await refusal([], { [VARIABLE]: PASSWORD, [`${VARIABLE}_FILE`]: 'x' });
    expect(both.stderr).toContain(`${VARIABLE}_FILE: expected nothing`);
    const user = await refusal(['--clickhouse-user', 'a:b'], { [VARIABLE]: PASSWORD });
    expect(user.stderr).toContain('--clickhouse-user: expected letters');
  });

  test('where its port is taken, and the folder is free again', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const args = ['start', '--port', '0', '--clickhouse-port', String(port), '--no-sample', '--data', data];
    const { code, stderr } = await shixian(args, { env: { [VARIABLE]: PASSWORD } });
    taken.close();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `shixian: port-in-use: port ${port} of 127.0.0.1 is in use; choose another with --clickhouse-port\n`,
    });
    const server = await start(['--no-sample']);
    expect(await server.stop()).toBe(0);
  });
});
