// The one block of Native format that is written here and not by the engine: the answer to the first question of
// clickhouse-go. The driver reads it framed as it asked, by client_protocol_version, and all later blocks framed by the
// revision this answer names. The embedded engine writes Native in the framing of revision 0, so 0 is what it names.

export interface Hello {
  readonly displayName: string;
  readonly version: string;
  readonly timezone: string;
}

// Revisions of the protocol that brought what stands before the columns, and a byte in each column.
const WITH_BLOCK_INFO = 51_903;
const WITH_SERIALIZATION_BYTE = 54_454;

const HELLO =
  /^\s*SELECT\s+displayName\(\)\s*,\s*version\(\)\s*,\s*revision\(\)\s*,\s*timezone\(\)\s*;?\s*$/i;

/** Whether a question is that first one, from a client that reads by a revision other than 0. */
export const isHello = (sql: string, revision: number): boolean =>
  revision >= WITH_BLOCK_INFO && HELLO.test(sql);

const varUint = (value: number): number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varUint(value >>> 7)];

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([Buffer.from(varUint(bytes.length)), bytes]);
};

// Not overflowing, bucket -1, end of the block's description.
const BLOCK_INFO = Buffer.from([1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0]);
const REVISION_0 = Buffer.alloc(4);

export function helloBlock({ displayName, version, timezone }: Hello, revision: number): Buffer {
  const plain = Buffer.from(revision >= WITH_SERIALIZATION_BYTE ? [0] : []);
  const columns: readonly (readonly [name: string, type: string, data: Buffer])[] = [
    ['displayName()', 'String', text(displayName)],
    ['version()', 'String', text(version)],
    ['revision()', 'UInt32', REVISION_0],
    ['timezone()', 'String', text(timezone)],
  ];
  const [columnCount, rowCount] = [varUint(columns.length), varUint(1)];
  return Buffer.concat([
    BLOCK_INFO,
    Buffer.from([...columnCount, ...rowCount]),
    ...columns.flatMap(([name, type, data]) => [text(name), text(type), plain, data]),
  ]);
}
