// Reads back a spreadsheet: its sheets by name, each cell by address as what stands in the file.
import { inflateRawSync } from 'node:zlib';

export interface XlsxCell {
  /** t of the cell: n or none for numbers and dates, s for text. */
  readonly type: string;
  readonly value: string;
  readonly format: string;
}

export interface XlsxSheet {
  readonly name: string;
  readonly xml: string;
  readonly cell: (address: string) => XlsxCell | null;
}

export function readXlsx(bytes: Buffer): XlsxSheet[] {
  const files = unzip(bytes);
  const text = (path: string) => files.get(path)?.toString('utf8') ?? '';
  const shared = matches(text('xl/sharedStrings.xml'), /<si\b[^>]*>(.*?)<\/si>/gs).map(([, si]) =>
    unescapeXml(
      matches(si!, /<t\b[^>]*>(.*?)<\/t>/gs)
        .map(([, t]) => t!)
        .join(''),
    ),
  );
  const formats = formatsOf(text('xl/styles.xml'));
  const names = matches(text('xl/workbook.xml'), /<sheet\b[^>]*\bname="([^"]*)"/g);
  return names.map(([, name], i) => {
    const xml = text(`xl/worksheets/sheet${i + 1}.xml`);
    return { name: unescapeXml(name!), xml, cell: (address) => cellIn(xml, address, shared, formats) };
  });
}

function cellIn(
  xml: string,
  address: string,
  shared: readonly string[],
  formats: readonly string[],
): XlsxCell | null {
  const found = new RegExp(`<c\\b([^>]*\\br="${address}"[^>]*)>(.*?)</c>`, 's').exec(xml);
  const value = /<v>(.*?)<\/v>/s.exec(found?.[2] ?? '')?.[1];
  if (!found || value === undefined) return null;
  const type = /\bt="(\w+)"/.exec(found[1]!)?.[1] ?? 'n';
  const format = formats[Number(/\bs="(\d+)"/.exec(found[1]!)?.[1] ?? 0)] ?? '';
  return { type, value: type === 's' ? shared[Number(value)]! : unescapeXml(value), format };
}

function formatsOf(styles: string): string[] {
  const own = new Map(
    matches(styles, /<numFmt\b[^>]*\bnumFmtId="(\d+)"[^>]*\bformatCode="([^"]*)"/g).map(([, id, code]) => [
      id!,
      unescapeXml(code!),
    ]),
  );
  const cellXfs = /<cellXfs\b[^>]*>(.*?)<\/cellXfs>/s.exec(styles)?.[1] ?? '';
  return matches(cellXfs, /<xf\b([^>]*)/g).map(
    ([, xf]) => own.get(/\bnumFmtId="(\d+)"/.exec(xf!)?.[1] ?? '') ?? '',
  );
}

const matches = (text: string, pattern: RegExp): RegExpMatchArray[] => [...text.matchAll(pattern)];

const unescapeXml = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** By the central directory, which alone has every size. */
function unzip(bytes: Buffer): Map<string, Buffer> {
  const end = bytes.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const files = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [nameBytes, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const name = bytes.toString('utf8', at + 46, at + 46 + nameBytes!);
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(from, from + bytes.readUInt32LE(at + 20));
    files.set(name, bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed);
    at += 46 + nameBytes! + extra! + comment!;
  }
  return files;
}
