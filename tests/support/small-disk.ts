// A small disk mounted over a folder, where this machine lets a test mount one.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const mounted = (dir: string, options: string): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Runs `go` with the disk in place; without the right to mount, the test is skipped and says so. */
export async function onSmallDisk(
  dir: string,
  options: string,
  skip: (why: string) => void,
  go: () => Promise<void>,
): Promise<void> {
  mkdirSync(dir, { recursive: true });
  if (!mounted(dir, options)) return skip('this machine does not let the test mount a small disk');
  try {
    await go();
  } finally {
    execFileSync('umount', ['--lazy', dir], { stdio: 'ignore' });
  }
}

const filler = (dir: string): string => join(dir, 'fill');

/** Fills the disk up to the given free bytes. */
export function fillDisk(dir: string, leaveBytes = 0): void {
  const { bavail, bsize } = statfsSync(dir);
  writeFileSync(filler(dir), Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)));
}

export const emptyDisk = (dir: string): void => rmSync(filler(dir));
