// Many cards in words: how many of which rung, and a row for each, the severest first.
import { type Card, type CardMessage, type MessageKind, type Rung, rungs } from '../../schemas/card.ts';
import { safeUrl } from './compose-escape.ts';
import { deadlineText } from './compose-figures.ts';
import {
  departmentText,
  field,
  serviceText,
  standingText,
  subjectText,
  withdrawalText,
} from './compose-standing.ts';
import { type Composing, kindWords, type Language, rungWord, words } from './compose-words.ts';

export interface ListRow {
  readonly rung: Rung;
  readonly card: string;
  readonly subject: string;
  readonly service: string;
  readonly standing: string;
  readonly deadline: string;
  readonly department: string;
  readonly url: string | null;
}

export interface ListText {
  readonly mark: string;
  readonly rest: string;
  readonly title: string;
  readonly rows: readonly ListRow[];
}

const SEVEREST_FIRST = (Object.keys(rungs) as Rung[]).reverse();
const rankOf = ({ rung }: Card): number => SEVEREST_FIRST.indexOf(rung);

/** The severest rung first, then what is due the soonest or the longest ago, then by id. */
export const bySeverity = (a: Card, b: Card): number =>
  rankOf(a) - rankOf(b) || dueOf(a) - dueOf(b) || (a.cardId < b.cardId ? -1 : a.cardId > b.cardId ? 1 : 0);

const dueOf = ({ deadline, reachedAt }: Card): number => Date.parse(deadline ?? reachedAt);

/** The mildest where there is no card. */
export const severestRung = (cards: readonly Card[]): Rung =>
  SEVEREST_FIRST.find((rung) => cards.some((card) => card.rung === rung)) ?? 'warning';

export function composeList(
  { kind, cards }: CardMessage,
  language: Language,
  composing: Composing,
): ListText {
  const w = words[language];
  const parts = SEVEREST_FIRST.flatMap((rung) => {
    const many = cards.filter((card) => card.rung === rung).length;
    return many === 0 ? [] : [w.rungCount(rungWord(rung, language), many)];
  });
  const mark = kind === 'raised' ? rungWord(severestRung(cards), language) : kindWords[kind][language];
  const total = w.count(cards.length);
  const rest = w.listTitle(kind === 'raised' ? w.raisedCount(total) : total, parts.join(w.listJoin));
  const rows = [...cards].sort(bySeverity).map((card) => rowOf(card, kind, language, composing));
  return { mark: w.markText(mark), rest, title: `${w.mark(mark)}${rest}`, rows };
}

const rowOf = (card: Card, kind: MessageKind, language: Language, composing: Composing): ListRow => ({
  rung: card.rung,
  card: rungWord(card.rung, language),
  subject: card.caseId === null ? subjectText(card, language) : field(card.caseId),
  service: serviceText(card, language, composing),
  standing: rowStanding(card, kind, language),
  deadline: card.deadline === null ? '' : deadlineText(card.deadline, language),
  department: departmentText(card, language),
  url: safeUrl(card.url),
});

function rowStanding(card: Card, kind: MessageKind, language: Language): string {
  if (kind === 'withdrawn') return withdrawalText(card, language);
  const w = words[language];
  const late = card.raisedLate && kind === 'raised' ? [w.lateShort] : [];
  return [standingText(card, language), ...late].join(w.dot);
}
