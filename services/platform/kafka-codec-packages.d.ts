// What the program uses of two packages that come without types.
declare module 'snappyjs' {
  export function compress(bytes: Buffer): Buffer;
  export function uncompress(bytes: Buffer): Buffer;
}

declare module 'lz4js' {
  /** The length written; 0 or more than `length` where the block does not shrink. The table starts as zeros. */
  export function compressBlock(
    from: Uint8Array,
    to: Uint8Array,
    start: number,
    length: number,
    table: Uint32Array,
  ): number;
  export function compressBound(length: number): number;
  export function decompress(bytes: Uint8Array): Uint8Array;
}

declare module 'lz4js/xxh32.js' {
  export function hash(seed: number, bytes: Uint8Array, start: number, length: number): number;
}
