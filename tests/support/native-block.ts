// Reads blocks of ClickHouse's Native format for tests: by the framing of revision 0, or by that of a newer client.
export interface NativeBlock {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly values: readonly unknown[];
  }[];
}

interface Cursor {
  at: number;
  readonly bytes: Buffer;
}

const take = (cursor: Cursor, length: number): Buffer => {
  if (cursor.at + length > cursor.bytes.length) throw new Error('the block ends too early');
  cursor.at += length;
  return cursor.bytes.subarray(cursor.at - length, cursor.at);
};

const varUint = (cursor: Cursor): number => {
  const byte = take(cursor, 1)[0]!;
  return byte < 0x80 ? byte : (byte & 0x7f) + 128 * varUint(cursor);
};

const text = (cursor: Cursor): string => take(cursor, varUint(cursor)).toString('utf8');

const FIXED: Record<string, (cursor: Cursor) => unknown> = {
  String: text,
  UInt8: (cursor) => take(cursor, 1).readUInt8(),
  Int32: (cursor) => take(cursor, 4).readInt32LE(),
  UInt32: (cursor) => take(cursor, 4).readUInt32LE(),
  UInt64: (cursor) => Number(take(cursor, 8).readBigUInt64LE()),
  Float64: (cursor) => take(cursor, 8).readDoubleLE(),
};

const column = (cursor: Cursor, type: string, rows: number): unknown[] => {
  const inner = /^(Nullable|Array)\((.*)\)$/.exec(type);
  if (inner?.[1] === 'Nullable') {
    const isNull = [...take(cursor, rows)];
    return column(cursor, inner[2]!, rows).map((value, i) => (isNull[i] === 1 ? null : value));
  }
  if (inner?.[1] === 'Array') {
    const ends = column(cursor, 'UInt64', rows) as number[];
    const all = column(cursor, inner[2]!, ends.at(-1) ?? 0);
    return ends.map((end, i) => all.slice(ends[i - 1] ?? 0, end));
  }
  const one = /^DateTime64/.test(type) ? FIXED['UInt64'] : FIXED[type];
  if (!one) throw new Error(`this decoder does not know ${type}`);
  return Array.from({ length: rows }, () => one(cursor));
};

/** Reads one block. What a newer client finds before the columns is its overflow flag and bucket number. */
const block = (cursor: Cursor, revision: number): NativeBlock => {
  if (revision >= 51_903) {
    const info = take(cursor, 8).toString('hex');
    if (info !== '010002ffffffff00') throw new Error(`unknown description of a block: ${info}`);
  }
  const [columns, rows] = [varUint(cursor), varUint(cursor)];
  return {
    columns: Array.from({ length: columns }, () => {
      const [name, type] = [text(cursor), text(cursor)];
      if (revision >= 54_454 && take(cursor, 1)[0] !== 0) throw new Error('a serialization of its own');
      return { name, type, values: column(cursor, type, rows) };
    }),
  };
};

export const readNative = (bytes: Uint8Array, revision: number): NativeBlock[] => {
  const cursor = { at: 0, bytes: Buffer.from(bytes) };
  const blocks: NativeBlock[] = [];
  while (cursor.at < cursor.bytes.length) blocks.push(block(cursor, revision));
  return blocks;
};
