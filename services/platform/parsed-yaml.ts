// YAML read at build time and kept as JSON by the digest of its text: reading YAML takes most of a cold start.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

const folder = join(packageRoot(), 'dist/parsed-yaml');

/** Changed text has another digest, so what was kept can be missing but never out of date. */
const fileOf = (text: string, dir: string): string =>
  join(dir, `${createHash('sha256').update(text).digest('hex')}.json`);

/** The value of a YAML text, or undefined when it was not kept. */
export async function readParsed(text: string, dir = folder): Promise<unknown> {
  try {
    return JSON.parse(await readFile(fileOf(text, dir), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Keeps the value of a YAML text that was read without a fault. */
export async function keepParsed(text: string, value: unknown, dir = folder): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeFile(fileOf(text, dir), JSON.stringify(value));
}
