// Claims the data folder for this process: one process owns it, and says where it can be reached.
import { mkdir, realpath, stat, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Problem } from '../../schemas/problem.ts';
import { processLives, readLockFile, removeLockFile, writeLockFile } from './lock-file.ts';
import { bindOwnerSocket, hasAbstractSockets, ownerSocketHeld, socketNameOf } from './owner-socket.ts';

export interface Owner {
  pid: number;
  address: string | null;
}

export interface DataFolder {
  dir: string;
  /** Where the embedded store lives within it. */
  storeDir: string;
  /** Lets other processes find this one. */
  publishAddress(url: string): Promise<void>;
  release(): Promise<void>;
}

export type Refusal = { ok: false; problem: Problem; owner?: Owner };
export type Claim = { ok: true; folder: DataFolder } | Refusal;

// An empty store takes 16 kB; with less than this the first merge of a day's events would fail.
const FREE_BYTES = 16 * 1024 * 1024;

const FAULTS: Record<string, readonly [code: string, said: string]> = {
  EACCES: ['data-folder-not-writable', 'may not be written by this user'],
  EPERM: ['data-folder-not-writable', 'may not be written by this user'],
  EROFS: ['data-folder-not-writable', 'is on a read-only file system'],
  ENOTDIR: ['data-folder-not-a-folder', 'or a part of its path is a file, not a folder'],
  EEXIST: ['data-folder-not-a-folder', 'is a file, not a folder'],
  ENOSPC: ['data-folder-full', 'is on a full disk'],
  EDQUOT: ['data-folder-full', 'is over its disk quota'],
  ENAMETOOLONG: ['data-folder-unusable', 'has too long a name'],
  ELOOP: ['data-folder-unusable', 'is a link that leads to itself'],
};

const refuse = (dir: string, code: string, said: string, expected: string): Refusal => ({
  ok: false,
  problem: { code, message: `Data folder ${dir} ${said}; expected ${expected}.`, field: 'data', value: dir },
});

const refuseFault = (dir: string, error: NodeJS.ErrnoException): Refusal => {
  if (typeof error.code !== 'string') throw error;
  const [code, said] = FAULTS[error.code] ?? ['data-folder-unusable', `cannot be used (${error.message})`];
  return refuse(dir, code, said, 'a folder this program can write, on a disk with room');
};

const freeBytes = async (dir: string): Promise<number> => {
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
};

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

/** The live owner of a folder, or null; a record left by a killed process is nobody's. */
export const readOwner = async (dir: string): Promise<Owner | null> => {
  const record = await readLockFile(dir);
  if (!record || !processLives(record.pid)) return null;
  if (hasAbstractSockets && !(await ownerSocketHeld(socketNameOf(await stat(dir))))) return null;
  return { pid: record.pid, address: record.address };
};

const refuseOwned = async (dir: string): Promise<Refusal> => {
  const owner = await readOwner(dir);
  const at = owner?.address ? ` at ${owner.address}` : '';
  const by = owner ? `process ${owner.pid}${at}` : 'another process';
  const refused = refuse(dir, 'data-folder-in-use', `is in use by ${by}`, 'a folder no running Shixian uses');
  return owner ? { ...refused, owner } : refused;
};

/** Takes the mark of ownership; null where another live process has it. */
const takeMark = async (dir: string): Promise<(() => void) | null> => {
  if (!hasAbstractSockets) return (await readOwner(dir)) ? null : () => undefined;
  const server = await bindOwnerSocket(socketNameOf(await stat(dir)));
  return server && (() => server.close());
};

const folderAt = async (dir: string, dropMark: () => void): Promise<DataFolder> => {
  const record = { pid: process.pid, address: null, startedAt: new Date().toISOString() };
  await writeLockFile(dir, record);
  return {
    dir,
    storeDir: join(dir, 'store'),
    publishAddress: (url) => writeLockFile(dir, { ...record, address: url }),
    release: async () => {
      await removeLockFile(dir);
      dropMark();
    },
  };
};

const claimExisting = async (dir: string): Promise<Claim> => {
  const dropMark = await takeMark(dir);
  if (!dropMark) return refuseOwned(dir);
  try {
    const folder = await folderAt(dir, dropMark);
    const free = await freeBytes(dir);
    if (free >= FREE_BYTES) return { ok: true, folder };
    await folder.release();
    const said = `has only ${megabytes(free)} free`;
    return refuse(dir, 'data-folder-full', said, `at least ${megabytes(FREE_BYTES)}`);
  } catch (error) {
    dropMark();
    throw error;
  }
};

/** Creates the folder at need and claims it until `release` or the end of the process, however it ends. */
export const claimDataFolder = async (dir: string): Promise<Claim> => {
  const wanted = resolve(dir);
  try {
    await mkdir(wanted, { recursive: true });
    return await claimExisting(await realpath(wanted));
  } catch (error) {
    return refuseFault(wanted, error as NodeJS.ErrnoException);
  }
};
