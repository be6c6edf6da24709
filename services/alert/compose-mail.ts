// A message as a mail: subject, HTML and the same as plain text. Nothing in it is fetched from anywhere.
import type { CardMessage } from '../../schemas/card.ts';
import { type CardText, composeCard } from './compose-card.ts';
import { clip } from './compose-escape.ts';
import { composeList, type ListText } from './compose-list.ts';
import { mailHtml } from './compose-mail-html.ts';
import { type Composing, kindWords, type Language, languagesOf, words } from './compose-words.ts';

export interface Mail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** One language of a mail: a card, a list, or neither in a test of the channel. */
export interface MailPart {
  readonly language: Language;
  readonly withdrawn: boolean;
  readonly mark: string;
  readonly rest: string;
  readonly title: string;
  readonly card: CardText | null;
  readonly list: ListText | null;
  readonly listUrl: string | null;
}

const MOST_SUBJECT = 150;

export function composeMail(message: CardMessage, composing: Composing): Mail {
  const parts = languagesOf(composing.language).map((language) => partOf(message, language, composing));
  return {
    subject: parts.map(({ title }) => clip(title, MOST_SUBJECT)).join(' / '),
    html: mailHtml(parts),
    text: `${parts.map(mailText).join('\n\n----\n\n')}\n`,
  };
}

function partOf(message: CardMessage, language: Language, composing: Composing): MailPart {
  const { cards, kind } = message;
  const base = {
    language,
    withdrawn: kind === 'withdrawn',
    listUrl: composing.listUrl,
    card: null,
    list: null,
  };
  const [only] = cards;
  if (only === undefined) {
    const w = words[language];
    const mark = kindWords.test[language];
    return { ...base, mark, rest: w.testTitle, title: `${w.mark(mark)}${w.testTitle}` };
  }
  if (cards.length > 1) {
    const list = composeList(message, language, composing);
    const { mark, rest, title } = list;
    return { ...base, mark, rest, title, list };
  }
  const card = composeCard(only, kind, language, composing);
  const { mark, rest, title } = card;
  return { ...base, mark, rest, title, card };
}

function mailText(part: MailPart): string {
  const w = words[part.language];
  const end = ['', '-- ', w.footer];
  if (part.card !== null) return [part.title, '', ...cardLines(part.card, part.language), ...end].join('\n');
  if (part.list !== null) return [part.title, '', ...listLines(part), ...end].join('\n');
  return [part.title, '', w.testBody, ...end].join('\n');
}

function cardLines({ notes, asks, facts, url }: CardText, language: Language): string[] {
  const { colon } = words[language];
  const link = url === null ? [] : ['', url];
  return [...asks, ...notes, '', ...facts.map(({ label, value }) => `${label}${colon}${value}`), ...link];
}

function listLines({ list, listUrl, language }: MailPart): string[] {
  const { dot } = words[language];
  const rows = list!.rows.flatMap((row, i) => [
    `${i + 1}. ${[row.card, row.subject, row.standing, row.service, row.department, row.deadline].filter((text) => text !== '').join(dot)}`,
    ...(row.url === null ? [] : [`   ${row.url}`]),
  ]);
  return listUrl === null ? rows : [...rows, '', listUrl];
}
