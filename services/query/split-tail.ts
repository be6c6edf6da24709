// Parts a statement from the SETTINGS and FORMAT at its end: those are applied by the endpoint, not by the statement.
import { isMark, isWord, type Token } from './sql-tokens.ts';

/** A value as text, or a map of texts. */
export type SettingValue = string | ReadonlyMap<string, string>;
export type Setting = readonly [name: string, value: SettingValue];

export interface Parted {
  readonly statement: string;
  readonly tokens: readonly Token[];
  readonly settings: readonly Setting[];
  readonly format: string | null;
}

const depthChange = ({ kind, raw }: Token): number => {
  if (kind !== 'mark') return 0;
  if (/[([{]/.test(raw)) return 1;
  return /[)\]}]/.test(raw) ? -1 : 0;
};

export function splitTail(sql: string, tokens: readonly Token[]): Parted {
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    depth += depthChange(token);
    if (depth !== 0 || !(isWord(token, 'SETTINGS') || isWord(token, 'FORMAT'))) continue;
    const tail = readTail(tokens, i);
    if (tail) return { statement: sql.slice(0, token.at).trim(), tokens: tokens.slice(0, i), ...tail };
  }
  return { statement: sql.trim(), tokens, settings: [], format: null };
}

/** What was read, and where the next token stands. */
type Read<T> = readonly [value: T, next: number];

/** Null where there is anything but SETTINGS and FORMAT up to the end. */
function readTail(tokens: readonly Token[], from: number): Pick<Parted, 'settings' | 'format'> | null {
  const settings: Setting[] = [];
  let format: string | null = null;
  let i = from;
  while (i < tokens.length) {
    if (isWord(tokens[i], 'FORMAT') && tokens[i + 1]?.kind === 'word' && format === null) {
      format = tokens[i + 1]!.raw;
      i += 2;
      continue;
    }
    const read = isWord(tokens[i], 'SETTINGS') ? readSettings(tokens, i + 1) : null;
    if (!read) return null;
    settings.push(...read[0]);
    i = read[1];
  }
  return { settings, format };
}

function readSettings(tokens: readonly Token[], from: number): Read<Setting[]> | null {
  const settings: Setting[] = [];
  for (let i = from; ; i += 1) {
    const name = tokens[i];
    const read = name?.kind === 'word' && isMark(tokens[i + 1], '=') ? readValue(tokens, i + 2) : null;
    if (!read) return null;
    settings.push([name!.raw, read[0]]);
    i = read[1];
    if (!isMark(tokens[i], ',')) return [settings, i];
  }
}

const isPlain = (token: Token | undefined): token is Token =>
  token?.kind === 'text' ||
  token?.kind === 'number' ||
  (token?.kind === 'word' && /^(?:true|false)$/i.test(token.raw));

function readValue(tokens: readonly Token[], at: number): Read<SettingValue> | null {
  const [first, second] = [tokens[at], tokens[at + 1]];
  if (isMark(first, '{')) return readMap(tokens, at + 1);
  if (isMark(first, '-') && second?.kind === 'number') return [`-${second.raw}`, at + 2];
  return isPlain(first) ? [first.value, at + 1] : null;
}

function readMap(tokens: readonly Token[], from: number): Read<SettingValue> | null {
  const map = new Map<string, string>();
  let i = from;
  while (!isMark(tokens[i], '}')) {
    const [key, value] = [tokens[i], tokens[i + 2]];
    if (key?.kind !== 'text' || !isMark(tokens[i + 1], ':') || value?.kind !== 'text') return null;
    map.set(key.value, value.value);
    i += isMark(tokens[i + 3], ',') ? 4 : 3;
  }
  return [map, i + 1];
}
