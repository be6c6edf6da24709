// Opens a log file for reading in chunks, unpacked where it is gzipped, counting bytes on the way.
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Problem } from '../../schemas/problem.ts';

export interface Source {
  readonly totalBytes: number;
  /** Bytes of the file read so far, packed. */
  readonly bytesRead: () => number;
  /** Bytes handed out so far, unpacked. */
  readonly bytesOut: () => number;
  readonly chunks: () => AsyncGenerator<Buffer>;
}

export type OpenedSource =
  | { readonly ok: true; readonly source: Source }
  | { readonly ok: false; readonly problem: Problem };

const unreadable = (path: string, why: string): Problem => ({
  code: 'file-unreadable',
  message: `${path} cannot be read: ${why}`,
  value: path,
});

/** The problem a failing read tells of, or null when the error is a fault of the program. */
export function readProblem(path: string, error: unknown): Problem | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return unreadable(path, 'there is no such file');
  if (code.startsWith('Z_')) return unreadable(path, `the gzip data is damaged or cut off (${code})`);
  return /^(EACCES|EPERM|EISDIR|EIO|ENOTDIR|ELOOP|ENAMETOOLONG)$/.test(code) ? unreadable(path, code) : null;
}

export async function openSource(path: string): Promise<OpenedSource> {
  try {
    const facts = await stat(path);
    if (!facts.isFile()) return { ok: false, problem: unreadable(path, 'expected a regular file') };
    return { ok: true, source: sourceOf(path, facts.size, await isGzip(path)) };
  } catch (error) {
    const problem = readProblem(path, error);
    if (problem) return { ok: false, problem };
    throw error;
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

function sourceOf(path: string, totalBytes: number, gzip: boolean): Source {
  let bytesRead = 0;
  let bytesOut = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    const file = createReadStream(path, { highWaterMark: 256 * 1024 });
    file.on('data', (chunk) => {
      bytesRead += chunk.length;
    });
    const bytes = gzip ? pipeline(file, createGunzip({ chunkSize: 256 * 1024 }), () => {}) : file;
    for await (const chunk of bytes) {
      bytesOut += chunk.length;
      yield chunk;
    }
  }
  return { totalBytes, bytesRead: () => bytesRead, bytesOut: () => bytesOut, chunks };
}

/** Text of the chunks, without byte order mark. */
export async function* decode(chunks: AsyncIterable<Buffer>, encoding = 'utf-8'): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
