// One process owns a data folder; a killed owner leaves nothing that stops the next.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Claim,
  claimDataFolder,
  type DataFolder,
  readOwner,
} from '../../services/platform/data-folder.ts';
import { type BuiltProcess, startBuilt } from '../support/built-process.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const OWNING = `
const { claimDataFolder } = await load('services/platform/data-folder');
const { openEmbedded } = await load('services/platform/clickhouse-embedded');
const claim = await claimDataFolder(args[0]);
if (claim.ok) {
  const db = await openEmbedded(claim.folder.storeDir);
  await db.command('CREATE TABLE IF NOT EXISTS mark (n UInt8) ENGINE = MergeTree ORDER BY n');
  await claim.folder.publishAddress('http://127.0.0.1:8080');
}
console.log(JSON.stringify(claim.ok ? { ok: true } : claim));
if (args[1] === 'stay') setInterval(() => {}, 1000);
else process.exit();
`;

let folder: TempFolder;
let data: string;
let started: BuiltProcess[];

const start = (...args: string[]): BuiltProcess => {
  const child = startBuilt(OWNING, [data, ...args]);
  started.push(child);
  return child;
};
const claimed = (claim: Claim): DataFolder => {
  if (!claim.ok) throw new Error(claim.problem.message);
  return claim.folder;
};
const refused = (claim: Claim) => (claim.ok ? null : claim.problem);

beforeEach(async () => {
  folder = await tempFolder();
  data = join(folder.path, 'deep', 'data');
  started = [];
});
afterEach(async () => {
  for (const child of started) await child.kill('SIGKILL');
  await folder.remove();
});

describe('ownership', () => {
  test('a second process is refused and told whom to ask; after kill -9 the next one owns the folder', async () => {
    const first = start('stay');
    expect(await first.nextLine()).toBe('{"ok":true}');
    const owner = { pid: first.pid, address: 'http://127.0.0.1:8080' };
    const second = JSON.parse((await start().nextLine())!);
    expect(second).toMatchObject({ ok: false, owner, problem: { code: 'data-folder-in-use', value: data } });
    expect(second.problem.message).toContain(`process ${first.pid} at http://127.0.0.1:8080`);
    expect(await readOwner(data)).toEqual(owner);
    await first.kill('SIGKILL');
    expect(existsSync(join(data, 'shixian.lock'))).toBe(true);
    expect(await readOwner(data)).toBeNull();
    expect(await start('stay').nextLine()).toBe('{"ok":true}');
  });

  test('of many processes started at once exactly one owns the folder', async () => {
    const lines = await Promise.all(Array.from({ length: 5 }, () => start('stay').nextLine()));
    const answers = lines.map((line) => JSON.parse(line!));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter(({ problem }) => problem?.code === 'data-folder-in-use')).toHaveLength(4);
  });

  test('a folder is the same by whatever path it is reached, also within one process', async () => {
    const mine = claimed(await claimDataFolder(data));
    await symlink(data, join(folder.path, 'link'));
    const again = await claimDataFolder(join(folder.path, 'link'));
    expect(again).toMatchObject({ ok: false, owner: { pid: process.pid, address: null } });
    await mine.release();
    expect(existsSync(join(data, 'shixian.lock'))).toBe(false);
    expect(await readOwner(data)).toBeNull();
    await claimed(await claimDataFolder(join(folder.path, 'link'))).release();
  });

  test('the lock file names the owner, its address once it has one, and when it began', async () => {
    const mine = claimed(await claimDataFolder(data));
    const read = async () => JSON.parse(await readFile(join(data, 'shixian.lock'), 'utf8'));
    expect(await read()).toMatchObject({ pid: process.pid, address: null });
    await mine.publishAddress('http://127.0.0.1:1');
    expect(await read()).toMatchObject({ pid: process.pid, address: 'http://127.0.0.1:1' });
    expect(new Date((await read()).startedAt).getTime()).toBeLessThanOrEqual(Date.now());
    await mine.release();
  });

  test.each(['', '{"pid":', '[]', '{"pid":999999999,"address":"http://x"}', `{"pid":${process.pid}}`])(
    'a lock file left behind reading %j stops nobody',
    async (text) => {
      await mkdir(data, { recursive: true });
      await writeFile(join(data, 'shixian.lock'), text);
      expect(await readOwner(data)).toBeNull();
      await claimed(await claimDataFolder(data)).release();
    },
  );
});

describe('folders that cannot be used', () => {
  test('a file, and a path through a file', async () => {
    await writeFile(join(folder.path, 'file'), '');
    for (const path of [join(folder.path, 'file'), join(folder.path, 'file', 'data')]) {
      const problem = refused(await claimDataFolder(path));
      expect(problem).toMatchObject({ code: 'data-folder-not-a-folder', field: 'data', value: path });
      expect(problem?.message).toContain(path);
    }
  });

  test('a name too long', async () => {
    const problem = refused(await claimDataFolder(join(folder.path, 'x'.repeat(300))));
    expect(problem).toMatchObject({ code: 'data-folder-unusable' });
  });
});

const mountSmall = (dir: string, options: string): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const unmount = (dir: string) => execFileSync('umount', [dir], { stdio: 'ignore' });

describe('disks', () => {
  const onDisk = async (options: string, skip: (why: string) => void, go: () => Promise<void>) => {
    await mkdir(data, { recursive: true });
    if (!mountSmall(data, options)) return skip('this machine does not let the test mount a small disk');
    try {
      await go();
    } finally {
      unmount(data);
    }
  };

  test('a read-only disk', ({ skip }) =>
    onDisk('size=64m,ro', skip, async () => {
      const problem = refused(await claimDataFolder(data));
      expect(problem).toMatchObject({ code: 'data-folder-not-writable' });
      expect(problem?.message).toContain('read-only file system');
      expect(await readOwner(data)).toBeNull();
    }));

  test('a disk without a byte left', ({ skip }) =>
    onDisk('size=64k', skip, async () => {
      await writeFile(join(data, 'fill'), Buffer.alloc(64 * 1024));
      expect(refused(await claimDataFolder(data))).toMatchObject({ code: 'data-folder-full' });
      expect(existsSync(join(data, 'shixian.lock'))).toBe(false);
      expect(await readOwner(data)).toBeNull();
    }));

  test('a disk almost full, which may be claimed once there is room', ({ skip }) =>
    onDisk('size=32m', skip, async () => {
      await writeFile(join(data, 'fill'), Buffer.alloc(20 * 1024 * 1024));
      const problem = refused(await claimDataFolder(data));
      expect(problem).toMatchObject({ code: 'data-folder-full' });
      expect(problem?.message).toContain('has only 12.0 MiB free; expected at least 16.0 MiB');
      await writeFile(join(data, 'fill'), '');
      await claimed(await claimDataFolder(data)).release();
    }));
});
