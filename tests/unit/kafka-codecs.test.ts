// What is compressed comes back, also as Java frames it.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { compress } from 'snappyjs';
import { expect, test } from 'vitest';
import { canCompressZstd, codecs } from '../../services/platform/kafka-codecs.ts';

const pairs = (['snappy', 'lz4', ...(canCompressZstd() ? (['zstd'] as const) : [])] as const).map(
  (name) => [name, codecs[name]] as const,
);

/** Bytes of few kinds, so that much repeats, up to several blocks. */
const bytes = fc
  .tuple(fc.uint8Array({ minLength: 0, maxLength: 300 }), fc.integer({ min: 1, max: 900 }))
  .map(([part, times]) => Buffer.concat(Array.from({ length: times }, () => part)));

test.each(pairs)('%s gives back what it was given', (_, { compress: pack, decompress: unpack }) => {
  fc.assert(
    fc.property(bytes, (plain) => {
      expect(unpack(pack(plain)).equals(plain)).toBe(true);
    }),
    { numRuns: 60 },
  );
  const noise = randomBytes(200_001);
  expect(unpack(pack(noise)).equals(noise)).toBe(true);
});

test('snappy is read with and without the framing of Java', () => {
  const plain = Buffer.from('办件'.repeat(20_000));
  expect(codecs.snappy.decompress(compress(plain)).equals(plain)).toBe(true);
  const framed = codecs.snappy.compress(plain);
  expect(framed.subarray(0, 16).toString('hex')).toBe('82534e41505059000000000100000001');
  expect(() => codecs.snappy.decompress(framed.subarray(0, -5))).toThrow('ends after the data');
});

interface Sequence {
  readonly literals: number;
  /** Null for the last, which has none. */
  readonly match: number | null;
}

/** The sequences of one block, by the description of the format. */
function sequencesOf(block: Buffer): Sequence[] {
  const found: Sequence[] = [];
  let at = 0;
  const length = (start: number): number => {
    let sum = start;
    if (start === 15)
      do sum += block[at]!;
      while (block[at++] === 255);
    return sum;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = length(token >> 4);
    at += literals;
    if (at >= block.length) found.push({ literals, match: null });
    else {
      at += 2;
      found.push({ literals, match: length(token & 15) + 4 });
    }
  }
  return found;
}

test('lz4 blocks end as the format demands: the last match begins 12 bytes before the end, 5 bytes follow it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b'), { minLength: 13, maxLength: 400 }), (letters) => {
      const plain = Buffer.from(letters.join(''));
      const frame = codecs.lz4.compress(plain);
      expect(frame[4]! & 0x20).toBe(0x20);
      const size = frame.readUInt32LE(7);
      if (size >= 0x8000_0000) return;
      let end = 0;
      for (const { literals, match } of sequencesOf(frame.subarray(11, 11 + size))) {
        end += literals;
        if (match === null) continue;
        expect(end).toBeLessThanOrEqual(plain.length - 12);
        end += match;
        expect(end).toBeLessThanOrEqual(plain.length - 5);
      }
      expect(end).toBe(plain.length);
    }),
    { numRuns: 300 },
  );
});

test('zstd is read by every Node; one that cannot write it says which can', () => {
  const packed = Buffer.from('28b52ffd2006310000e58a9ee4bbb6', 'hex');
  expect(codecs.zstd.decompress(packed).toString()).toBe('办件');
  if (!canCompressZstd()) expect(() => codecs.zstd.compress(packed)).toThrow('22.15 and newer can');
});
