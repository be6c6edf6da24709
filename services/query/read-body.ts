// The body of a request, unpacked, and never more of it than a question can need.
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import { refused } from './query-refused.ts';

export const MAX_BODY_BYTES = 1024 * 1024;

type Unpack = (body: Buffer, options: ZlibOptions) => Promise<Buffer>;

const UNPACK: ReadonlyMap<string, Unpack> = new Map([
  ['gzip', promisify(gunzip) as Unpack],
  ['x-gzip', promisify(gunzip) as Unpack],
  ['deflate', promisify(inflate) as Unpack],
  ['br', promisify(brotliDecompress) as Unpack],
]);

const tooLarge = () => refused(307, `Too large: a request may have ${MAX_BODY_BYTES} bytes`);

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A request that is too long is answered, not cut: so it must outlive this loop.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return unpack(Buffer.concat(chunks), request.headers['content-encoding']);
}

async function unpack(body: Buffer, encoding = 'identity'): Promise<Buffer> {
  const name = encoding.trim().toLowerCase();
  if (body.length === 0 || name === 'identity' || name === '') return body;
  const unpacked = UNPACK.get(name);
  if (!unpacked)
    throw refused(48, `Content-Encoding ${name.slice(0, 50)}; known are ${[...UNPACK.keys()].join(', ')}`);
  try {
    return await unpacked(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw refused(6, `Cannot parse the body as ${name}`);
  }
}
