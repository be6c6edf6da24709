// Markdown as a tree of a few safe elements; tags in the text are shown as text, and no address can run anything.
import { lexer, type Token, type Tokens } from 'marked';
import { safeAddress } from './interpolate.ts';

export const safeTags = [
  'p',
  'h3',
  'h4',
  'h5',
  'h6',
  'ul',
  'ol',
  'li',
  'strong',
  'em',
  'del',
  'code',
  'pre',
  'blockquote',
  'hr',
  'br',
  'a',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
] as const;
export type SafeTag = (typeof safeTags)[number];

export interface Element {
  readonly tag: SafeTag;
  readonly href?: string;
  readonly children: readonly Branch[];
}
export type Branch = string | Element;

export interface Fill {
  readonly text: (plain: string) => string;
  readonly address: (address: string) => string;
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': '\u00a0',
};
const decoded = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (found) => entities[found]!);

const element = (tag: SafeTag, children: readonly Branch[] = []): Element => ({ tag, children });

/** The panel has a title of its own above these. */
const headings = ['h3', 'h3', 'h4', 'h5', 'h6', 'h6', 'h6'] as const;

function tableOf({ header, rows }: Tokens.Table, fill: Fill): Element {
  const cells = (tag: SafeTag, row: readonly Tokens.TableCell[]) =>
    element(
      'tr',
      row.map(({ tokens }) => element(tag, branchesOf(tokens, fill))),
    );
  return element('table', [
    element('thead', [cells('th', header)]),
    element(
      'tbody',
      rows.map((row) => cells('td', row)),
    ),
  ]);
}

function listOf({ ordered, items }: Tokens.List, fill: Fill): Element {
  return element(
    ordered ? 'ol' : 'ul',
    items.map(({ tokens }) => element('li', branchesOf(tokens, fill))),
  );
}

/** A bare address ends where Chinese punctuation or words begin, which the reader of Markdown takes for a part of it. */
function bareLinkOf(raw: string, fill: Fill): Branch[] {
  const [address = '', rest = ''] = [/^[!-~]+/.exec(raw)?.[0], raw.replace(/^[!-~]+/, '')];
  const link = safeAddress(address);
  const words = rest === '' ? [] : [fill.text(rest)];
  return link === null ? [fill.text(raw)] : [{ tag: 'a', href: link, children: [address] }, ...words];
}

/** What is no safe address keeps its words alone. */
function linkOf({ raw, text, href, tokens }: Tokens.Link, fill: Fill): Branch[] {
  if (raw === text && /^https?:/.test(raw)) return bareLinkOf(raw, fill);
  const address = safeAddress(fill.address(href));
  const children = branchesOf(tokens, fill);
  return address === null ? children : [{ tag: 'a', href: address, children }];
}

function plainOf(token: Token, fill: Fill): Branch[] {
  const text = 'text' in token && typeof token.text === 'string' ? token.text : token.raw;
  return [fill.text(decoded(text))];
}

/** A line break is the one tag that is taken for what it means; comments are not shown. */
function tagOf({ raw }: Token, fill: Fill): Branch[] {
  if (/^\s*<br\s*\/?>\s*$/i.test(raw)) return [element('br')];
  return /^\s*<!--[\s\S]*-->\s*$/.test(raw) ? [] : [fill.text(raw.trimEnd())];
}

const wrappers: Readonly<Record<string, SafeTag>> = {
  paragraph: 'p',
  blockquote: 'blockquote',
  strong: 'strong',
  em: 'em',
  del: 'del',
};

function branchOf(token: Token, fill: Fill): Branch[] {
  const wrapper = Object.hasOwn(wrappers, token.type) ? wrappers[token.type] : undefined;
  if (wrapper !== undefined) return [element(wrapper, branchesOf(innerOf(token), fill))];
  switch (token.type) {
    case 'heading':
      return [element(headings[(token as Tokens.Heading).depth] ?? 'h6', branchesOf(innerOf(token), fill))];
    case 'list':
      return [listOf(token as Tokens.List, fill)];
    case 'table':
      return [tableOf(token as Tokens.Table, fill)];
    case 'link':
      return linkOf(token as Tokens.Link, fill);
    case 'code':
      return [element('pre', [element('code', plainOf(token, fill))])];
    case 'codespan':
      return [element('code', plainOf(token, fill))];
    case 'html':
      return tagOf(token, fill);
    case 'space':
    case 'def':
      return [];
    case 'hr':
    case 'br':
      return [element(token.type)];
    default:
      return innerOf(token).length > 0 ? branchesOf(innerOf(token), fill) : plainOf(token, fill);
  }
}

const innerOf = (token: Token): readonly Token[] => ('tokens' in token ? (token.tokens ?? []) : []);
const branchesOf = (tokens: readonly Token[], fill: Fill): Branch[] =>
  tokens.flatMap((token) => branchOf(token, fill));

/** Variables are filled into the words after reading, so no value can add markup. */
export const readMarkdown = (text: string, fill: Fill): Branch[] => branchesOf(lexer(text), fill);
