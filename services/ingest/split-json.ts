// Cuts a stream of text into JSON texts: by lines, or by the elements of one array.
import { KEPT_RAW, LONGEST_ITEM } from './source-item.ts';

/** A JSON text with the line it begins on; `broken` says why it cannot be parsed whole. */
export interface Piece {
  readonly line: number;
  readonly text: string;
  readonly broken?: string;
}

export type Splitter = (text: string, last: boolean) => Piece[];

const tooLong = `longer than ${LONGEST_ITEM} characters`;

/** Blank lines are passed over; of a line that is too long only the beginning is kept. */
export function splitLines(): Splitter {
  let rest = '';
  let line = 1;
  let overlong = false;
  return (text, last) => {
    const lines = (rest + text).split('\n');
    rest = last ? '' : lines.pop()!;
    const pieces: Piece[] = [];
    for (const content of lines) {
      if (overlong || content.length > LONGEST_ITEM) pieces.push({ line, text: content, broken: tooLong });
      else if (content.trim() !== '') pieces.push({ line, text: content });
      overlong = false;
      line += 1;
    }
    if (rest.length > LONGEST_ITEM) {
      overlong = true;
      rest = rest.slice(0, KEPT_RAW);
    }
    return pieces;
  };
}

const newlines = (text: string) => text.split('\n').length - 1;

/** Follows strings and depth only, so an element that is no JSON harms no other. */
export function splitArray(): Splitter {
  const follow = followDepth();
  let [rest, line, overlong] = ['', 1, false];
  return (text, last) => {
    const pieces: Piece[] = [];
    const input = rest + text;
    let from = 0;
    const cut = (end: number, broken?: string) => {
      const piece = input.slice(from, end);
      const begins = line + newlines(piece.slice(0, piece.search(/\S|$/)));
      const why = overlong ? tooLong : broken;
      if (piece.trim() !== '') pieces.push({ line: begins, text: piece.trim(), ...(why && { broken: why }) });
      line += newlines(piece);
      overlong = false;
      from = end + 1;
    };
    follow(input, rest.length, cut);
    if (last) cut(input.length, 'no complete element of the array');
    rest = input.slice(from);
    if (rest.length > LONGEST_ITEM) {
      line += newlines(rest.slice(KEPT_RAW));
      overlong = true;
      rest = rest.slice(0, KEPT_RAW);
    }
    return pieces;
  };
}

/** Calls `cut` at the brackets and commas that bound elements of the outermost array; state spans calls. */
function followDepth() {
  const [outside, inside] = [/["{}[\],]/g, /["\\]/g];
  let [depth, inString, skip] = [0, false, 0];
  const bounds = (sign: string): boolean => {
    const before = depth;
    if (sign !== ',') depth += '[{'.includes(sign) ? 1 : -1;
    return sign === ',' ? depth === 1 : Math.min(before, depth) === 0;
  };
  return (input: string, start: number, cut: (end: number) => void) => {
    let at = start + skip;
    while (at < input.length) {
      const mark = inString ? inside : outside;
      mark.lastIndex = at;
      const match = mark.exec(input);
      at = match ? match.index + 1 : input.length;
      if (match?.[0] === '"') inString = !inString;
      else if (match?.[0] === '\\') at += 1;
      else if (match && bounds(match[0])) cut(match.index);
    }
    skip = at - input.length;
  };
}
