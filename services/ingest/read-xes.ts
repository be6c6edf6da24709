// Reads an XES log (IEEE 1849) event by event: a trace's attributes become `case:` columns, an event's plain ones.
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { decode } from './open-source.ts';
import type { SourceItem } from './source-item.ts';

const valueTags = new Set(['string', 'date', 'int', 'float', 'boolean', 'id']);

interface Found {
  readonly line: number;
  readonly own: Record<string, string>;
}

/** Yields a trace's events when the trace is complete, since its attributes belong on each of them. */
export async function* readXes(chunks: AsyncIterable<Buffer>): AsyncGenerator<SourceItem[]> {
  let rows: SourceItem[] = [];
  const parser = createParser((row) => rows.push(row));
  for await (const text of xmlText(chunks)) {
    const error = failureOf(() => parser.write(text));
    yield rows;
    rows = [];
    if (error) return yield [malformed(parser.line, error)];
  }
  const error = failureOf(() => parser.close());
  if (error) yield [malformed(parser.line, error)];
}

function failureOf(act: () => void): Error | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
}

const malformed = (line: number, error: Error): SourceItem => ({
  kind: 'failure',
  line,
  problem: {
    code: 'xml-malformed',
    message: `not well-formed XML: ${error.message}; nothing after it was read`,
  },
});

class XmlError extends Error {}

async function* xmlText(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return;
  const prolog = first.value.subarray(0, 200).toString('latin1');
  const label = /^\S*<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(prolog)?.[1] ?? 'utf-8';
  async function* rest(): AsyncGenerator<Buffer> {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  yield* decode(rest(), isEncoding(label) ? label : 'utf-8');
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

function createParser(emit: (row: SourceItem) => void): SaxesParser<{ xmlns: false }> {
  const parser = new SaxesParser({ xmlns: false });
  const path: string[] = [];
  let trace: Record<string, string> = Object.create(null);
  let event: Found = { line: 0, own: {} };
  let events: Found[] = [];
  parser.on('error', (error) => {
    throw new XmlError(error.message);
  });
  parser.on('opentag', (tag) => {
    const parent = path.at(-1);
    if (tag.name === 'event') event = { line: parser.line, own: Object.create(null) };
    else if (parent === 'trace') keep(tag, 'case:', trace);
    else if (parent === 'event') keep(tag, '', event.own);
    path.push(tag.name);
  });
  parser.on('closetag', (tag) => {
    path.pop();
    if (tag.name === 'event') events.push(event);
    if (tag.name !== 'trace' && !(tag.name === 'event' && path.at(-1) !== 'trace')) return;
    for (const { line, own } of events) emit({ kind: 'row', line, row: Object.assign(own, trace) });
    events = [];
    trace = Object.create(null);
  });
  return parser;
}

function keep(tag: SaxesTagPlain, prefix: string, into: Record<string, string>): void {
  const { key, value } = tag.attributes;
  if (valueTags.has(tag.name) && key !== undefined && value !== undefined) into[prefix + key] = value;
}
