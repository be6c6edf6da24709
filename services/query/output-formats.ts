// The formats an answer may have, and what each is called in HTTP. Left out are those that need a schema file, ask a
// registry over the network, or belong to another protocol.
const TEXT = 'text/plain; charset=UTF-8';
const BYTES = 'application/octet-stream';

const TYPES: readonly (readonly [type: string, names: string])[] = [
  [
    'text/tab-separated-values; charset=UTF-8',
    `TSV TSVRaw TSVRawWithNames TSVRawWithNamesAndTypes TSVWithNames TSVWithNamesAndTypes TabSeparated
    TabSeparatedRaw TabSeparatedRawWithNames TabSeparatedRawWithNamesAndTypes TabSeparatedWithNames
    TabSeparatedWithNamesAndTypes`,
  ],
  ['text/csv; charset=UTF-8; header=absent', 'CSV'],
  ['text/csv; charset=UTF-8; header=present', 'CSVWithNames CSVWithNamesAndTypes'],
  [
    'application/json; charset=UTF-8',
    `GeoJSON JSON JSONColumns JSONColumnsWithMetadata JSONCompact JSONCompactColumns JSONCompactStrings
    JSONObjectEachRow JSONStrings`,
  ],
  [
    'application/x-ndjson; charset=UTF-8',
    `JSONCompactEachRow JSONCompactEachRowWithNames JSONCompactEachRowWithNamesAndTypes
    JSONCompactEachRowWithProgress JSONCompactStringsEachRow JSONCompactStringsEachRowWithNames
    JSONCompactStringsEachRowWithNamesAndTypes JSONEachRow JSONEachRowWithProgress JSONL JSONLines
    JSONStringsEachRow NDJSON`,
  ],
  ['application/xml; charset=UTF-8', 'XML'],
  ['text/markdown; charset=UTF-8', 'MD Markdown'],
  [
    TEXT,
    `LineAsString Null Pretty PrettyCompact PrettyCompactMonoBlock PrettyCompactNoEscapes
    PrettyCompactNoEscapesMonoBlock PrettyJSONEachRow PrettyJSONLines PrettyMonoBlock PrettyNDJSON
    PrettyNoEscapes PrettyNoEscapesMonoBlock PrettySpace PrettySpaceMonoBlock PrettySpaceNoEscapes
    PrettySpaceNoEscapesMonoBlock SQLInsert TSKV Values Vertical`,
  ],
  ['application/vnd.apache.parquet', 'Parquet'],
  ['application/vnd.apache.arrow.file', 'Arrow'],
  ['application/vnd.apache.arrow.stream', 'ArrowStream'],
  [
    BYTES,
    `Avro BSONEachRow Buffers Hash MsgPack Native Npy ORC RawBLOB RowBinary RowBinaryWithNames
    RowBinaryWithNamesAndTypes`,
  ],
];

const BY_NAME = new Map(
  TYPES.flatMap(([type, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, type]),
  ),
);

export const DEFAULT_FORMAT = 'TabSeparated';

/** The media type of a format; undefined for one that is not given out. Names are told apart by capitals, as in ClickHouse. */
export const mediaTypeOf = (format: string): string | undefined => BY_NAME.get(format);

export const TEXT_TYPE = TEXT;
