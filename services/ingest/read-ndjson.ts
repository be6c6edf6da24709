// Reads CloudEvents from a file, one JSON object a line, or one JSON array of them.
import { tooDeep } from '../core/short-value.ts';
import { decode } from './open-source.ts';
import { KEPT_RAW, type SourceItem } from './source-item.ts';
import { type Piece, splitArray, splitLines } from './split-json.ts';

/** Yields one item a line or array element; what is no JSON object is malformed and harms nothing else. */
export async function* readNdjson(chunks: AsyncIterable<Buffer>): AsyncGenerator<SourceItem[]> {
  let split: ((text: string, last: boolean) => Piece[]) | null = null;
  let head = '';
  for await (const text of decode(chunks)) {
    head += text;
    if (!split && head.trimStart() !== '')
      split = head.trimStart().startsWith('[') ? splitArray() : splitLines();
    if (!split || head === '') continue;
    yield split(head, false).map(itemOf);
    head = '';
  }
  if (split) yield split('', true).map(itemOf);
}

function itemOf({ line, text, broken }: Piece): SourceItem {
  const refuse = (message: string): SourceItem => ({
    kind: 'malformed',
    line,
    problem: { code: 'json-malformed', message: `${message}; expected one CloudEvent as a JSON object` },
    raw: text.slice(0, KEPT_RAW),
  });
  if (broken) return refuse(broken);
  try {
    const event: unknown = JSON.parse(text);
    const isObject = typeof event === 'object' && event !== null && !Array.isArray(event);
    if (!isObject) return refuse('the JSON is not an object');
    const deep = tooDeep(event);
    return deep ? refuse(deep.message) : { kind: 'event', line, event };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse(`not JSON: ${error.message}`);
  }
}
