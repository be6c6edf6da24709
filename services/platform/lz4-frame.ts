// LZ4 as Kafka takes it: one frame of independent blocks, which its Java side insists on.
import { compressBlock, compressBound, decompress } from 'lz4js';
import { hash } from 'lz4js/xxh32.js';

const MAGIC = 0x184d2204;
/** Version 1, blocks independent, no checksums of content. */
const FLAGS = 0x60;
/** Blocks of at most 64 KiB. */
const BLOCK_CODE = 0x40;
const BLOCK_BYTES = 64 * 1024;
const STORED = 0x8000_0000;
const TABLE_ENTRIES = 1 << 16;
/** The last match of a block must begin so many bytes before its end; the package keeps to fewer, which Java refuses. */
const BYTES_AFTER_MATCH = 12;
const LONG_LITERALS = 15;
const SHORTEST_MATCH = 4;

function frameHeader(): Buffer {
  const header = Buffer.alloc(7);
  header.writeUInt32LE(MAGIC);
  header[4] = FLAGS;
  header[5] = BLOCK_CODE;
  header[6] = (hash(0, header, 4, 2) >> 8) & 0xff;
  return header;
}

/** The length and the bytes of one block; as it is where it does not shrink. */
function packBlock(block: Buffer): Buffer[] {
  const length = Buffer.alloc(4);
  const packed = Buffer.alloc(compressBound(block.length));
  const size = compressBlock(block, packed, 0, block.length, new Uint32Array(TABLE_ENTRIES));
  const mended = size > 0 ? endInLiterals(packed.subarray(0, size), block) : block;
  const shrinks = mended.length < block.length;
  length.writeUInt32LE(shrinks ? mended.length : (STORED | block.length) >>> 0);
  return [length, shrinks ? mended : block];
}

/** Walks the sequences, each literals and a match; from the first match too near to the end on all is literal. */
function endInLiterals(packed: Buffer, block: Buffer): Buffer {
  let at = 0;
  let plainAt = 0;
  const readLength = (length: number): number => {
    if (length < LONG_LITERALS) return length;
    let sum = length;
    for (let more = 255; more === 255; sum += more) more = packed[at++]!;
    return sum;
  };
  for (;;) {
    const [start, plainStart] = [at, plainAt];
    const token = packed[at++]!;
    const literals = readLength(token >> 4);
    at += literals;
    plainAt += literals;
    if (at >= packed.length) return packed;
    if (plainAt > block.length - BYTES_AFTER_MATCH)
      return Buffer.concat([packed.subarray(0, start), literalRun(block.subarray(plainStart))]);
    at += 2;
    plainAt += readLength(token & 15) + SHORTEST_MATCH;
  }
}

function literalRun(bytes: Buffer): Buffer {
  if (bytes.length < LONG_LITERALS) return Buffer.concat([Buffer.from([bytes.length << 4]), bytes]);
  const rest = bytes.length - LONG_LITERALS;
  const lengths = [LONG_LITERALS << 4, ...Array<number>(Math.floor(rest / 255)).fill(255), rest % 255];
  return Buffer.concat([Buffer.from(lengths), bytes]);
}

export function compressLz4(bytes: Buffer): Buffer {
  const parts = [frameHeader()];
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES)
    parts.push(...packBlock(bytes.subarray(at, at + BLOCK_BYTES)));
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

export function decompressLz4(bytes: Buffer): Buffer {
  const plain = decompress(bytes);
  return Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength);
}
