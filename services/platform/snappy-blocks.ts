// Snappy as Kafka's Java clients write it: blocks behind the header of xerial's stream, each with its length.
import { compress, uncompress } from 'snappyjs';

/** Magic, then version and oldest version that can read it, both 1. */
const HEADER = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
const MAGIC_BYTES = 8;
const BLOCK_BYTES = 32 * 1024;

export function compressSnappy(bytes: Buffer): Buffer {
  const parts: Buffer[] = [HEADER];
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const block = compress(bytes.subarray(at, at + BLOCK_BYTES));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

/** Clients not written in Java may leave out the framing: then all is one block. */
export function decompressSnappy(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, MAGIC_BYTES).equals(HEADER.subarray(0, MAGIC_BYTES))) return uncompress(bytes);
  const parts: Buffer[] = [];
  for (let at = HEADER.length; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const end = at + 4 + length;
    if (end > bytes.length) throw new Error(`a block of ${length} bytes ends after the data`);
    parts.push(uncompress(bytes.subarray(at + 4, end)));
    at = end;
  }
  return Buffer.concat(parts);
}
