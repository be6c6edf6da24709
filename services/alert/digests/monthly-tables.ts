// 月度通报 as tables: against the month before, by system, the rankings, time taken against limits, targets kept.
import type { MonthFigures, MonthlyDigest, RankedFigures } from '../../../schemas/digest.ts';
import { timeText } from '../compose-figures.ts';
import type { Language } from '../compose-words.ts';
import { cardTables, cardTiles } from './card-table.ts';
import {
  amountOf,
  type Cell,
  type Column,
  count,
  type DigestNames,
  type DigestTable,
  type DigestText,
  figure,
  percentOf,
  short,
  signedOf,
  type Tile,
  text,
  whose,
} from './digest-tables.ts';
import { digestWords } from './digest-words.ts';
import { keptTable, medianTable, targetTable } from './target-tables.ts';

const MOST_RANKED = 25;

export function monthlyText(digest: MonthlyDigest, names: DigestNames): DigestText {
  const { language } = names;
  const w = digestWords[language];
  return {
    language,
    name: w.monthly,
    subject: w.month(digest.month),
    standing: digest.complete ? '' : w.incomplete(timeText(digest.asOf, language)),
    tiles: [...monthTiles(digest, language), ...cardTiles(digest.cards, language)],
    tables: [
      systemTable(digest, names),
      ranking(w.jurisdictionRanking, digest.jurisdictions, digest, names),
      ranking(w.unitRanking, digest.units, digest, names),
      ...cardTables(digest.cards, 'month', names),
      medianTable(digest, names),
      keptTable(digest, names),
      targetTable(digest, names),
    ],
    note: w.note.month,
  };
}

function monthTiles({ total, targetCounts }: MonthlyDigest, language: Language): Tile[] {
  const { head, tile, points, keptShare } = digestWords[language];
  const share = (value: number | null) => (value === null ? '—' : percentOf(value));
  const days = (value: number | null) => (value === null ? '—' : amountOf(value));
  const changed = (change: number | null, otherwise: string) =>
    change === null ? otherwise : `${points(signedOf(change))} · ${otherwise}`;
  const { now, keptChange } = targetCounts;
  return [
    {
      label: head.share,
      value: share(total.onTimeShare),
      below: changed(total.shareChange, tile.judged(total.judged)),
      tone: 'plain',
    },
    {
      label: head.ended,
      value: String(total.ended),
      below: tile.before(String(total.endedBefore)),
      tone: 'plain',
    },
    {
      label: head.medianDays,
      value: days(total.median),
      below: tile.before(days(total.medianBefore)),
      tone: 'plain',
    },
    {
      label: head.overdue,
      value: String(total.overdue),
      below: tile.before(String(total.overdueBefore)),
      tone: total.overdue > 0 ? 'bad' : 'plain',
    },
    {
      label: keptShare,
      value: share(now.keptShare),
      below: changed(keptChange, tile.kept(now.kept, now.broken)),
      tone: 'plain',
    },
  ];
}

function systemTable({ systems, total }: MonthlyDigest, names: DigestNames): DigestTable {
  const w = digestWords[names.language];
  const rows = systems.map((row) => ({ cells: [whose(names).system(row.system), ...systemCells(row)] }));
  return {
    title: w.bySystem,
    note: null,
    columns: [short(w.head.system), ...systemColumns(names.language)],
    rows: [...rows, { cells: [w.all, ...systemCells(total)], strong: true }],
    most: Number.POSITIVE_INFINITY,
    empty: w.none,
  };
}

function systemColumns(language: Language): Column[] {
  const { head } = digestWords[language];
  return [
    count(head.begun),
    count(head.ended),
    count(head.onTime),
    count(head.late, 'bad'),
    count(head.unknown, 'watch'),
    count(head.noTarget),
    count(head.notApplicable),
    figure(head.share, 'percent'),
    figure(head.shareBefore, 'percent'),
    figure(head.change, 'points'),
    figure(head.medianDays, 'amount'),
    figure(head.medianBefore, 'amount'),
    count(head.open),
    count(head.overdue, 'bad'),
  ];
}

const systemCells = (row: MonthFigures): Cell[] => [
  row.begun,
  row.ended,
  row.endedOnTime,
  row.endedLate,
  row.unknown,
  row.noTarget,
  row.notApplicable,
  row.onTimeShare,
  row.onTimeShareBefore,
  row.shareChange,
  row.median,
  row.medianBefore,
  row.open,
  row.overdue,
];

function ranking(
  title: string,
  ranked: readonly RankedFigures[],
  { leastRanked }: MonthlyDigest,
  names: DigestNames,
): DigestTable {
  const w = digestWords[names.language];
  const { head } = w;
  const { system, place, unit } = whose(names);
  const isOfUnits = title === w.unitRanking;
  const who: Column[] = isOfUnits ? [text(head.department), short(head.system)] : [];
  return {
    title,
    note: w.note.rank(leastRanked),
    columns: [
      count(head.place),
      count(head.placeBefore),
      ...who,
      text(head.jurisdiction),
      count(head.judged),
      figure(head.share, 'percent'),
      figure(head.shareBefore, 'percent'),
      figure(head.change, 'points'),
      count(head.late, 'bad'),
      count(head.ended),
      count(head.unknown, 'watch'),
      count(head.overdue, 'bad'),
    ],
    rows: ranked.map((row) => ({
      cells: [
        row.place,
        row.placeBefore,
        ...(isOfUnits ? [unit(row.department), system(row.system)] : []),
        place(row.jurisdiction),
        row.judged,
        row.onTimeShare,
        row.onTimeShareBefore,
        row.shareChange,
        row.endedLate,
        row.ended,
        row.unknown,
        row.overdue,
      ],
    })),
    most: MOST_RANKED,
    empty: w.none,
  };
}
