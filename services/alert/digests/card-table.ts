// What became of cards, by rung and by unit in charge; no tables where no card was ever raised.
import type { Rung } from '../../../schemas/card.ts';
import type { CardCounts, CardFigures, UnitCards } from '../../../schemas/digest.ts';
import { timeText } from '../compose-figures.ts';
import { type Language, rungWord } from '../compose-words.ts';
import {
  type Cell,
  type Column,
  count,
  type DigestNames,
  type DigestTable,
  inSheet,
  sentences,
  short,
  type Tile,
  text,
  whose,
} from './digest-tables.ts';
import { digestWords } from './digest-words.ts';

export type Before = 'day' | 'month';

const MOST_UNITS = 25;
const rungOrder = ['warning', 'yellow', 'red', 'escalation'] as const;

const rungHead = (rung: Rung, language: Language): string =>
  rungWord(rung, language).replace(/^[a-z]/, (first) => first.toUpperCase());

export const cardTables = (cards: CardFigures | null, before: Before, names: DigestNames): DigestTable[] =>
  cards === null ? [] : [rungTable(cards, before, names), unitTable(cards, before, names)];

export function cardTiles(cards: CardFigures | null, language: Language): Tile[] {
  if (cards === null) return [];
  const { card, tile } = digestWords[language];
  const { raised, open, repliesMissing } = cards.total;
  return [
    {
      label: card.repliesMissing,
      value: String(repliesMissing),
      below: tile.cards(raised, open),
      tone: repliesMissing > 0 ? 'bad' : 'plain',
    },
  ];
}

function rungTable({ rungs, total, since }: CardFigures, before: Before, names: DigestNames): DigestTable {
  const { language } = names;
  const w = digestWords[language];
  return {
    title: w.cards,
    note:
      since === null
        ? w.note.cards
        : sentences(language, w.note.cards, w.note.cardsSince(timeText(since, language))),
    columns: [short(w.card.rung), ...rungColumns(before, language)],
    rows: [
      ...rungs.map((row) => ({ cells: [rungHead(row.rung, language), ...rungCells(row)] })),
      { cells: [w.all, ...rungCells(total)], strong: true },
    ],
    most: Number.POSITIVE_INFINITY,
    empty: w.none,
  };
}

function rungColumns(before: Before, language: Language): Column[] {
  const { card, before: was } = digestWords[language];
  return [
    count(card.raised),
    count(was[before](card.raised)),
    count(card.reinstated),
    count(card.withdrawn),
    inSheet(count(was[before](card.withdrawn))),
    count(card.replied),
    inSheet(count(was[before](card.replied))),
    count(card.repliedLate, 'watch'),
    count(card.closed),
    inSheet(count(was[before](card.closed))),
    count(card.upheld, 'bad'),
    inSheet(count(was[before](card.upheld))),
    count(card.open),
    count(was[before](card.open)),
    count(card.repliesMissing, 'bad'),
    count(was[before](card.repliesMissing)),
  ];
}

const rungCells = ({ before, ...now }: CardCounts): Cell[] => [
  now.raised,
  before.raised,
  now.reinstated,
  now.withdrawn,
  before.withdrawn,
  now.replied,
  before.replied,
  now.repliedLate,
  now.closed,
  before.closed,
  now.upheld,
  before.upheld,
  now.open,
  before.open,
  now.repliesMissing,
  before.repliesMissing,
];

function unitTable({ units }: CardFigures, before: Before, names: DigestNames): DigestTable {
  const { language } = names;
  const { card, head, before: was, ...w } = digestWords[language];
  const { system, place, unit } = whose(names);
  return {
    title: w.unitCards,
    note: null,
    columns: [
      text(head.department),
      short(head.system),
      text(head.jurisdiction),
      ...rungOrder.map((rung) => count(rungHead(rung, language))),
      count(card.raised),
      count(was[before](card.raised)),
      count(card.withdrawn),
      count(card.replied),
      count(card.repliedLate, 'watch'),
      inSheet(count(card.closed)),
      count(card.upheld, 'bad'),
      count(card.open),
      count(card.repliesMissing, 'bad'),
      inSheet(count(was[before](card.repliesMissing))),
    ],
    rows: units.map((row) => ({
      cells: [unit(row.department), system(row.system), place(row.jurisdiction), ...unitCells(row)],
    })),
    most: MOST_UNITS,
    empty: w.none,
  };
}

const unitCells = ({ raisedByRung, before, ...now }: UnitCards): Cell[] => [
  ...rungOrder.map((rung) => raisedByRung[rung]),
  now.raised,
  before.raised,
  now.withdrawn,
  now.replied,
  now.repliedLate,
  now.closed,
  now.upheld,
  now.open,
  now.repliesMissing,
  before.repliesMissing,
];
