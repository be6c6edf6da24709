// Cuts a statement into tokens. It reads the engine's own rendering of a statement, which has no comments, one kind
// of quote for text and one for names; whatever does not belong there is refused.
import { refused } from './query-refused.ts';

export type TokenKind = 'word' | 'name' | 'text' | 'number' | 'param' | 'mark';

export interface Token {
  readonly kind: TokenKind;
  /** As it stands in the statement. */
  readonly raw: string;
  /** Without quotes and escapes. */
  readonly value: string;
  readonly at: number;
}

const TOKEN =
  /\s*(?:(?<text>'(?:[^'\\]|\\[\s\S]|'')*')|(?<name>`(?:[^`\\]|\\[\s\S]|``)*`)|(?<param>\{\w+:[^{}]*\})|(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?(?![\w$]))|(?<word>[A-Za-z_][\w$]*)|(?<mark>[()[\]{}.,:*+\-/%=<>!?|^]))/y;

const KINDS = ['text', 'name', 'param', 'number', 'word', 'mark'] as const;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', 0: '\0' };

const bare = (kind: TokenKind, raw: string): string =>
  kind === 'text' || kind === 'name'
    ? raw.slice(1, -1).replace(/\\([\s\S])/g, (_, mark: string) => ESCAPED[mark] ?? mark)
    : raw;

export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  const end = sql.trimEnd().length;
  let at = 0;
  while (at < end) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(sql)?.groups;
    const kind = KINDS.find((one) => groups?.[one] !== undefined);
    if (!groups || !kind) throw refused(62, `Syntax error: failed at position ${at + 1}`);
    const raw = groups[kind]!;
    at = TOKEN.lastIndex;
    tokens.push({ kind, raw, value: bare(kind, raw), at: at - raw.length });
  }
  return tokens;
}

/** Whether a token names something: a column, table, function, or is a keyword. */
export const isIdentifier = (token: Token | undefined): token is Token =>
  token?.kind === 'word' || token?.kind === 'name';

export const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.raw === word;

export const isMark = (token: Token | undefined, mark: string): boolean =>
  token?.kind === 'mark' && token.raw === mark;

/** Text as a literal of SQL. */
export const quoteText = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

export const quoteName = (name: string): string => `\`${name.replace(/[\\`]/g, '\\$&')}\``;
