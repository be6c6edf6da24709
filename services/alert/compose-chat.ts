// A message for a group robot: a title, lines of its markdown, and one button; never longer than the robot takes.
import type { CardMessage } from '../../schemas/card.ts';
import { type CardText, composeCard } from './compose-card.ts';
import { clip, escapeChat, safeUrl } from './compose-escape.ts';
import { composeList, type ListRow } from './compose-list.ts';
import { type Composing, kindWords, type Language, languagesOf, words } from './compose-words.ts';

/** How a robot writes what every robot can. Links are [text](url) for all of them. */
export interface Dialect {
  readonly lineBreak: string;
  readonly strong: (text: string) => string;
}

export interface Button {
  readonly label: string;
  readonly url: string;
}

export interface ChatText {
  readonly title: string;
  readonly body: string;
  readonly button: Button | null;
}

/** More rows than these nobody reads in a chat. */
const MOST_ROWS = 30;
const MOST_TITLE = 120;
const MOST_LINE = 200;
/** Between two languages. */
const RULE = '———';

/** Lines that always stay, lines that may be left out from the end, and what is said of those. */
interface Lines {
  readonly head: readonly string[];
  readonly rows: readonly string[];
  readonly more: (left: number) => string | null;
}

/** `mostBytes` is of the body in UTF-8; title and button of each message are known before. */
export function composeChat(
  message: CardMessage,
  composing: Composing,
  dialect: Dialect,
  mostBytes: number | ((chat: Omit<ChatText, 'body'>) => number),
): ChatText {
  const languages = languagesOf(composing.language);
  const parts = languages.map((language) => composePart(message, language, composing, dialect));
  const title = clip(parts.map((part) => part.title).join(' / '), MOST_TITLE * languages.length);
  const labels = parts.map((part) => part.button?.label).join(' / ');
  const button = parts[0]!.button && { label: labels, url: parts[0]!.button.url };
  const allowed = typeof mostBytes === 'number' ? mostBytes : mostBytes({ title, button });
  const rule = `${dialect.lineBreak}${RULE}${dialect.lineBreak}`;
  const each = Math.floor((allowed - bytesOf(rule) * (parts.length - 1)) / parts.length);
  const body = parts.map(({ lines }) => fitLines(lines, dialect.lineBreak, each)).join(rule);
  return { title, body, button };
}

interface Part {
  readonly title: string;
  readonly button: Button | null;
  readonly lines: Lines;
}

function composePart(message: CardMessage, language: Language, composing: Composing, dialect: Dialect): Part {
  const { cards, kind } = message;
  const w = words[language];
  if (cards.length === 1)
    return singlePart(composeCard(cards[0]!, kind, language, composing), language, dialect);
  const listUrl = composing.listUrl === null ? null : safeUrl(composing.listUrl);
  const button = listUrl === null ? null : { label: w.button.list, url: listUrl };
  if (cards.length === 0) {
    const title = `${w.chatMark(kindWords.test[language])}${w.testTitle}`;
    return { title, button, lines: { head: [w.testBody], rows: [], more: () => null } };
  }
  const { mark, rest, rows } = composeList(message, language, composing);
  const more = (left: number) => {
    const text = w.more(left);
    return listUrl === null ? text : `[${text}](${listUrl})`;
  };
  return {
    title: `${w.chatMark(mark)}${rest}`,
    button,
    lines: { head: [], rows: rows.map((row) => rowLine(row, language, dialect)), more },
  };
}

function singlePart(text: CardText, language: Language, { strong }: Dialect): Part {
  const w = words[language];
  const label = text.mayReply ? w.button.answer : w.button.look;
  return {
    title: `${w.chatMark(text.mark)}${escapeChat(text.rest)}`,
    button: text.url === null ? null : { label, url: text.url },
    lines: {
      head: [...text.notes, ...text.asks].map((line) => escapeChat(clip(line, MOST_LINE))),
      rows: text.facts.map(
        ({ label, value }) => `${strong(label)}${w.colon}${escapeChat(clip(value, MOST_LINE))}`,
      ),
      more: () => null,
    },
  };
}

function rowLine(row: ListRow, language: Language, { strong }: Dialect): string {
  const w = words[language];
  const subject = escapeChat(clip(row.subject, 60));
  const rest = [row.standing, row.service, row.department, row.deadline]
    .filter((text) => text !== '')
    .map((text) => escapeChat(clip(text, 60)));
  const linked = row.url === null ? subject : `[${subject}](${row.url})`;
  return [`${strong(row.card)} ${linked}`, ...rest].join(w.dot);
}

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** As many rows as there is room for. */
function fitLines({ head, rows, more }: Lines, lineBreak: string, mostBytes: number): string {
  for (let shown = Math.min(rows.length, MOST_ROWS); shown >= 0; shown--) {
    const left = rows.length - shown;
    const last = left === 0 ? null : more(left);
    const text = [...head, ...rows.slice(0, shown), ...(last === null ? [] : [last])].join(lineBreak);
    if (bytesOf(text) <= mostBytes) return text;
  }
  return cutBytes(head.join(lineBreak), mostBytes);
}

/** Whole characters alone. */
function cutBytes(text: string, most: number): string {
  let bytes = bytesOf('…');
  const kept: string[] = [];
  for (const character of text) {
    bytes += bytesOf(character);
    if (bytes > most) break;
    kept.push(character);
  }
  return kept.length === 0 ? '' : `${kept.join('')}…`;
}
