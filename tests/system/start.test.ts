// The server starts from any state of its folder, says what it does, stops in time, and loses nothing in between.
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CaseExplanation } from '../../schemas/clock.ts';
import type { IndicatorRow, Status } from '../../schemas/indicator.ts';
import { readLockFile } from '../../services/platform/lock-file.ts';
import { received } from '../support/permit-events.ts';
import { endServers, shixian, shixianJson, spawnShixian, startServer } from '../support/shixian-process.ts';
import { emptyDisk, fillDisk, onSmallDisk } from '../support/small-disk.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

let folder: TempFolder;
let data: string;

beforeEach(async () => {
  folder = await tempFolder();
  data = join(folder.path, 'data');
});
afterEach(async () => {
  await endServers();
  await folder.remove();
});

const get = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;
const post = (address: string, event: object) =>
  fetch(`${address}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  });
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const numbersOf = async (dir: string) => {
  const rows = await shixianJson<IndicatorRow[]>(['indicators', '--data', dir]);
  const number = (id: string) => rows.find(({ indicator }) => indicator === id)?.value;
  return ['cases', 'ended', 'ended_after_deadline', 'open'].map(number);
};
const SAMPLE = [1434, 1329, 377, 105];

describe('starting and stopping', () => {
  test('it says where it is, what it loaded and how to stop; SIGTERM ends it with 0', async () => {
    const server = await startServer(data, []);
    const { stdout } = server.output();
    expect(stdout).toContain('8577 rows gave 11340 events: 11340 accepted');
    expect(stdout).toContain('1,434 permit cases');
    expect(stdout).toMatch(/Shixian 时限 is at http:\/\/127\.0\.0\.1:\d+ .*\/docs/);
    expect(stdout).toContain('Stop with Ctrl-C');
    expect(await get(`${server.address}/healthz`)).toEqual({ status: 'alive' });
    expect(await get(`${server.address}/readyz`)).toEqual({ status: 'ready' });
    const began = Date.now();
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(Date.now() - began).toBeLessThan(25_000);
    expect(server.output().stderr).not.toMatch(/Error|shixian:/);
    expect(await numbersOf(data)).toEqual(SAMPLE);
    const again = await startServer(data, []);
    expect(again.output().stdout).not.toContain('rows gave');
    expect(await again.stop('SIGINT')).toBe(0);
  });

  test('asked to stop while it loads, it stops with 0 and the next start completes the load', async () => {
    const child = spawnShixian(['start', '--port', '0', '--data', data]);
    let stderr = '';
    child.stderr!.on('data', (chunk) => {
      stderr += chunk;
    });
    const closed = once(child, 'close');
    // The address is published just before the load begins.
    while (child.exitCode === null && (await readLockFile(data))?.address == null) await wait(10);
    await wait(100);
    child.kill('SIGTERM');
    expect((await closed)[0]).toBe(0);
    expect(stderr).not.toMatch(/Error|shixian:/);
    const server = await startServer(data, []);
    expect(await server.stop()).toBe(0);
    expect(await numbersOf(data)).toEqual(SAMPLE);
  });

  test('it finishes a request under way before it stops', async () => {
    const server = await startServer(data);
    const events = Array.from({ length: 3000 }, (_, i) => received({ id: `e${i}`, subject: `case-${i}` }));
    const answer = post(server.address, events);
    await wait(150);
    const stopped = server.stop('SIGTERM');
    const began = Date.now();
    expect(await (await answer).json()).toMatchObject({ accepted: 3000 });
    expect(await stopped).toBe(0);
    expect(Date.now() - began, 'kept waiting for the idle connection').toBeLessThan(10_000);
  });

  test('kill -9 at any moment of a start stops no later start, and the numbers are whole', async () => {
    for (const ms of [300, 600, 900, 1300, 1800]) {
      const child = spawnShixian(['start', '--port', '0', '--data', data]);
      await wait(ms);
      child.kill('SIGKILL');
    }
    const server = await startServer(data, []);
    expect(await get<Status>(`${server.address}/v1/status`)).toMatchObject({ events: 11_340, cases: 1434 });
    expect(await server.stop()).toBe(0);
    expect(await numbersOf(data)).toEqual(SAMPLE);
  });
});

describe('one owner', () => {
  test('commands answer through the server that has the folder, as they would alone', async () => {
    const server = await startServer(data);
    const imported = await shixian(['import', '--sample', '--data', data]);
    expect(imported).toMatchObject({ code: 0 });
    expect(imported.stdout).toContain('11340 accepted, 0 known before, 0 rejected');
    expect(await numbersOf(data)).toEqual(SAMPLE);
    const asOf = ['--as-of', '2012-01-01T00:00:00Z'];
    const explain = () => shixianJson<CaseExplanation>(['explain', 'case-10011', '--data', data, ...asOf]);
    const through = await explain();
    expect(through).toMatchObject({ caseId: 'case-10011', state: 'open', verdict: 'breached' });
    const missing = await shixian(['explain', 'no such case', '--data', data]);
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toBe('shixian: case-not-found: no event of case "no such case" is known\n');
    expect(await server.stop()).toBe(0);
    expect(await explain()).toEqual(through);
    expect(await shixian(['explain', 'no such case', '--data', data])).toEqual(missing);
  });

  test('a second server is refused with the address of the first', async () => {
    const first = await startServer(data);
    const second = await shixian(['start', '--port', '0', '--no-sample', '--data', data]);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`in use by process ${first.pid} at ${first.address}`);
    expect(await get(`${first.address}/readyz`)).toEqual({ status: 'ready' });
  });

  test('a port in use is named, and the folder is free again', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const { code, stderr } = await shixian(['start', '--no-sample', '--data', data, '--port', String(port)]);
    taken.close();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `shixian: port-in-use: port ${port} of 127.0.0.1 is in use; choose another with --port\n`,
    );
    const server = await startServer(data);
    expect(await server.stop()).toBe(0);
  });

  test.each([
    ['--port', '70000', 'expected 0 to 65535'],
    ['--port', 'http', 'expected 0 to 65535'],
    ['--host', '203.0.113.7', '203.0.113.7 is not an address of this machine'],
  ])('%s %s is refused in a sentence', async (option, value, expected) => {
    const { code, stderr } = await shixian(['start', '--no-sample', '--data', data, option, value]);
    expect(code).toBe(1);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain('    at ');
  });
});

describe('folders and disks that cannot be used', () => {
  const refused = async (dir: string, expected: string) => {
    const { code, stdout, stderr } = await shixian(['start', '--port', '0', '--no-sample', '--data', dir]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(expected);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  };

  test('a file where the folder should be', async () => {
    writeFileSync(data, 'mine');
    await refused(data, 'is a file, not a folder');
  });

  test('a read-only disk', ({ skip }) =>
    onSmallDisk(data, 'size=64m,ro', skip, () => refused(data, 'is on a read-only file system')));

  test('a full disk', ({ skip }) =>
    onSmallDisk(data, 'size=32m', skip, async () => {
      fillDisk(data);
      await refused(data, 'is on a full disk');
      emptyDisk(data);
      const server = await startServer(data);
      expect(await server.stop()).toBe(0);
    }));

  test('a store that is not one', async () => {
    mkdirSync(data);
    writeFileSync(join(data, 'store'), 'not a folder');
    await refused(data, 'could not open');
  });

  test('a disk that fills while it runs refuses for a while; nothing is lost or doubled', ({ skip }) =>
    onSmallDisk(data, 'size=48m', skip, async () => {
      const server = await startServer(data);
      expect((await post(server.address, received({ id: 'a' }))).status).toBe(200);
      fillDisk(data);
      const full = await post(server.address, received({ id: 'b', subject: 'case-b' }));
      expect(full.status).toBe(503);
      expect(full.headers.get('retry-after')).toBe('5');
      expect(await full.json()).toMatchObject({ problems: [{ code: 'disk-full' }] });
      expect(await shixian(['import', '--sample', '--data', data])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('shixian: disk-full: the disk of the store is full'),
      });
      for (const leaveBytes of [1.2e6, 2.2e6, 3e6]) {
        fillDisk(data, leaveBytes);
        await shixian(['import', '--sample', '--data', data]);
      }
      expect(await get<Status>(`${server.address}/v1/status`)).toMatchObject({ rejected: 0 });
      emptyDisk(data);
      const again = await post(server.address, received({ id: 'b', subject: 'case-b' }));
      expect(await again.json()).toMatchObject({ accepted: 1 });
      const repeat = await post(server.address, received({ id: 'b', subject: 'case-b' }));
      expect(await repeat.json()).toMatchObject({ duplicate: 1 });
      expect(await shixian(['import', '--sample', '--data', data])).toMatchObject({ code: 0 });
      expect(await get<Status>(`${server.address}/v1/status`)).toMatchObject({ events: 11_342, cases: 1436 });
      expect(await server.stop()).toBe(0);
      expect(await numbersOf(data)).toEqual([1436, 1329, 377, 107]);
    }));
});
