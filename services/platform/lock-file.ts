// The file in a data folder that tells who owns it and where that owner can be reached.
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface LockRecord {
  pid: number;
  address: string | null;
  startedAt: string;
}

const lockPath = (dir: string): string => join(dir, 'shixian.lock');

const isRecord = (value: unknown): value is LockRecord =>
  typeof value === 'object' && value !== null && typeof (value as LockRecord).pid === 'number';

/** Replaces the record in one step, so that no reader sees half of it. */
export const writeLockFile = async (dir: string, record: LockRecord): Promise<void> => {
  const draft = `${lockPath(dir)}.tmp`;
  try {
    await writeFile(draft, `${JSON.stringify(record)}\n`);
    await rename(draft, lockPath(dir));
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
};

/** Null where there is none, or none that can be read as one. */
export const readLockFile = async (dir: string): Promise<LockRecord | null> => {
  try {
    const value: unknown = JSON.parse(await readFile(lockPath(dir), 'utf8'));
    return isRecord(value) ? { ...value, address: value.address ?? null } : null;
  } catch {
    return null;
  }
};

export const removeLockFile = (dir: string): Promise<void> => rm(lockPath(dir), { force: true });

/** Whether the process exists, also when it belongs to another user. */
export const processLives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
