// 日清日报 as tables: by system, by unit in charge, and every overdue case with its clause and how long it is over.
import type { DailyDigest, DayFigures, OverdueCase } from '../../../schemas/digest.ts';
import { dayText, timeText } from '../compose-figures.ts';
import type { Language } from '../compose-words.ts';
import { cardTables, cardTiles } from './card-table.ts';
import {
  type Cell,
  type Column,
  count,
  type DigestNames,
  type DigestTable,
  type DigestText,
  figure,
  inSheet,
  type Row,
  sentences,
  short,
  type Tile,
  text,
  told,
  whose,
} from './digest-tables.ts';
import { digestWords, unitWord } from './digest-words.ts';

const MOST_UNITS = 25;
const MOST_CASES = 60;

export function dailyText(digest: DailyDigest, names: DigestNames): DigestText {
  const { language } = names;
  const w = digestWords[language];
  return {
    language,
    name: w.daily,
    subject: dayText(digest.day, language),
    standing: digest.complete ? '' : w.incomplete(timeText(digest.asOf, language)),
    tiles: [...dayTiles(digest.total, language), ...cardTiles(digest.cards, language)],
    tables: [
      systemTable(digest, names),
      unitTable(digest, names),
      overdueTable(digest, names),
      ...cardTables(digest.cards, 'day', names),
    ],
    note: w.note.day,
  };
}

function dayTiles(total: DayFigures, language: Language): Tile[] {
  const { head, tile } = digestWords[language];
  const { ended, endedOnTime, endedLate, endedUnjudged } = total;
  return [
    {
      label: head.ended,
      value: String(ended),
      below: tile.onTimeLate(endedOnTime, endedLate, endedUnjudged),
      tone: 'plain',
    },
    { label: head.open, value: String(total.open), below: tile.begun(total.begun), tone: 'plain' },
    {
      label: head.overdue,
      value: String(total.overdue),
      below: tile.newly(total.newlyOverdue, total.overdueBefore),
      tone: total.overdue > 0 ? 'bad' : 'plain',
    },
    {
      label: head.atRisk,
      value: String(total.atRisk),
      below: tile.atRisk,
      tone: total.atRisk > 0 ? 'watch' : 'plain',
    },
    {
      label: head.dueTomorrow,
      value: String(total.dueTomorrow),
      below: tile.dueToday(total.dueToday, total.dueTodayOpen),
      tone: 'plain',
    },
  ];
}

function figureColumns(language: Language): Column[] {
  const { head } = digestWords[language];
  return [
    count(head.begun),
    count(head.ended),
    count(head.onTime),
    count(head.late, 'bad'),
    count(head.unjudged),
    inSheet(count(head.voided)),
    count(head.open),
    count(head.overdue, 'bad'),
    count(head.newlyOverdue, 'bad'),
    inSheet(count(head.overdueBefore)),
    count(head.atRisk, 'watch'),
    inSheet(count(head.paused)),
    count(head.dueToday),
    count(head.dueTodayOpen, 'watch'),
    count(head.dueTomorrow),
    inSheet(count(head.unknown)),
    inSheet(count(head.noTarget)),
    inSheet(count(head.notApplicableOpen)),
  ];
}

const figureCells = (row: DayFigures): Cell[] => [
  row.begun,
  row.ended,
  row.endedOnTime,
  row.endedLate,
  row.endedUnjudged,
  row.voided,
  row.open,
  row.overdue,
  row.newlyOverdue,
  row.overdueBefore,
  row.atRisk,
  row.paused,
  row.dueToday,
  row.dueTodayOpen,
  row.dueTomorrow,
  row.openUnknown,
  row.openNoTarget,
  row.openNotApplicable,
];

function systemTable({ systems, total }: DailyDigest, names: DigestNames): DigestTable {
  const w = digestWords[names.language];
  const rows: Row[] = systems.map((row) => ({
    cells: [whose(names).system(row.system), ...figureCells(row)],
  }));
  return {
    title: w.bySystem,
    note: null,
    columns: [short(w.head.system), ...figureColumns(names.language)],
    rows: [...rows, { cells: [w.all, ...figureCells(total)], strong: true }],
    most: Number.POSITIVE_INFINITY,
    empty: w.none,
  };
}

function unitTable({ units }: DailyDigest, names: DigestNames): DigestTable {
  const w = digestWords[names.language];
  const { system, place, unit } = whose(names);
  return {
    title: w.byUnit,
    note: w.note.unit,
    columns: [
      text(w.head.department),
      short(w.head.system),
      text(w.head.jurisdiction),
      ...figureColumns(names.language),
    ],
    rows: units.map((row) => ({
      cells: [unit(row.department), system(row.system), place(row.jurisdiction), ...figureCells(row)],
    })),
    most: MOST_UNITS,
    empty: w.none,
  };
}

function overdueTable({ overdueCases, total }: DailyDigest, names: DigestNames): DigestTable {
  const w = digestWords[names.language];
  const { head } = w;
  const listed = overdueCases.length;
  return {
    title: w.overdueCases,
    note:
      listed < total.overdue
        ? sentences(names.language, w.cut(listed, total.overdue), w.note.overdue)
        : w.note.overdue,
    columns: [
      text(head.case),
      short(head.system),
      text(head.department),
      text(head.jurisdiction),
      inSheet(text(head.service)),
      inSheet(text(head.category)),
      text(head.document),
      inSheet(text(head.documentNumber)),
      text(head.clause),
      inSheet(figure(head.begunAt, 'instant')),
      figure(head.dueDay, 'day'),
      inSheet(figure(head.deadline, 'instant')),
      inSheet(figure(head.limit, 'amount')),
      figure(head.over, 'amount'),
      short(head.unit),
      { ...count(head.daysOver), tone: 'bad' },
      short(head.isNew),
      inSheet(text(head.targetId)),
    ],
    rows: overdueCases.map((row) => overdueRow(row, names)),
    most: MOST_CASES,
    empty: w.noOverdue,
  };
}

function overdueRow(row: OverdueCase, names: DigestNames): Row {
  const { system, place, unit } = whose(names);
  const w = digestWords[names.language];
  return {
    caseId: row.caseId,
    system: row.system,
    cells: [
      told(row.caseId),
      system(row.system),
      unit(row.department),
      place(row.jurisdiction),
      told(row.service),
      told(row.category),
      told(row.documentTitle),
      told(row.documentNumber),
      told(row.clause),
      row.begunAt,
      row.dueDay,
      row.deadline,
      row.limit,
      row.over,
      row.unit === '' ? '' : unitWord(row.unit, names.language),
      row.daysOver,
      row.isNew ? w.newly : '',
      row.targetId,
    ],
  };
}
