// Teaches kafkajs every compression that Kafka knows; by itself it reads gzip alone and stops at the others.
import zlib from 'node:zlib';
import { decompress as decompressZstd } from 'fzstd';
import kafkajs from 'kafkajs';
import { compressLz4, decompressLz4 } from './lz4-frame.ts';
import { compressSnappy, decompressSnappy } from './snappy-blocks.ts';

/** Records that cannot be unpacked: asking again brings the same bytes, so consuming must end with this. */
export class UnreadableRecords extends Error {
  override readonly name = 'UnreadableRecords';
  /** Read by kafkajs, which else asks again and again. */
  readonly retriable = false;
}

export interface Codec {
  readonly compress: (bytes: Buffer) => Buffer;
  readonly decompress: (bytes: Buffer) => Buffer;
}

/** Node has it from 22.15 on; its types for 20 do not. */
const native = zlib as unknown as Partial<
  Record<'zstdCompressSync' | 'zstdDecompressSync', (bytes: Buffer) => Buffer>
>;

/** Whether this Node can write zstd; all can read it. */
export const canCompressZstd = (): boolean => native.zstdCompressSync !== undefined;

function compressZstd(bytes: Buffer): Buffer {
  if (!native.zstdCompressSync)
    throw new Error(
      `Node ${process.versions.node} cannot compress zstd, 22.15 and newer can; choose gzip, snappy or lz4`,
    );
  return native.zstdCompressSync(bytes);
}

export const codecs: Readonly<Record<'snappy' | 'lz4' | 'zstd', Codec>> = {
  snappy: { compress: compressSnappy, decompress: decompressSnappy },
  lz4: { compress: compressLz4, decompress: decompressLz4 },
  zstd: {
    compress: compressZstd,
    decompress: native.zstdDecompressSync ?? ((bytes) => Buffer.from(decompressZstd(bytes))),
  },
};

const forKafka = (name: keyof typeof codecs) => () => ({
  compress: async (encoder: { buffer: Buffer }) => codecs[name].compress(encoder.buffer),
  decompress: async (bytes: Buffer) => {
    try {
      return codecs[name].decompress(bytes);
    } catch (error) {
      throw new UnreadableRecords(`${name} records cannot be unpacked: ${(error as Error).message}`);
    }
  },
});

export function registerCodecs(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  CompressionCodecs[CompressionTypes.Snappy] = forKafka('snappy');
  CompressionCodecs[CompressionTypes.LZ4] = forKafka('lz4');
  CompressionCodecs[CompressionTypes.ZSTD] = forKafka('zstd');
}
