// Targets in a monthly bulletin: time taken against limits by document and target, and which targets were kept.
import type { KeptTarget, MonthlyDigest, TargetMedian } from '../../../schemas/digest.ts';
import {
  type Column,
  count,
  type DigestNames,
  type DigestTable,
  figure,
  inSheet,
  type Row,
  short,
  text,
  told,
  whose,
} from './digest-tables.ts';
import { digestWords, judgingWord, keptWord, unitWord } from './digest-words.ts';

/** How many targets were kept, and the change in points. */
export function keptTable(
  { month, monthBefore, targetCounts }: MonthlyDigest,
  names: DigestNames,
): DigestTable {
  const w = digestWords[names.language];
  const { now, before, keptChange } = targetCounts;
  const row = (name: string, counts: typeof now, change: number | null): Row => ({
    cells: [w.month(name), counts.kept, counts.broken, counts.running, counts.keptShare, change],
  });
  return {
    title: w.targetCounts,
    note: null,
    columns: [
      text(w.head.month),
      count(w.keptTargets),
      count(w.brokenTargets, 'bad'),
      count(w.runningTargets),
      figure(w.keptShare, 'percent'),
      figure(w.head.change, 'points'),
    ],
    rows: [row(month, now, keptChange), row(monthBefore, before, null)],
    most: 2,
    empty: w.none,
  };
}

const MOST_MEDIANS = 40;
const MOST_TARGETS = 40;

export function medianTable({ medians }: MonthlyDigest, names: DigestNames): DigestTable {
  const w = digestWords[names.language];
  const { head } = w;
  return {
    title: w.medians,
    note: w.note.medians,
    columns: [
      { ...text(head.document), once: true },
      inSheet(text(head.documentNumber)),
      text(head.clause),
      short(head.system),
      text(head.service),
      inSheet(text(head.category)),
      figure(head.limit, 'amount'),
      figure(head.median, 'amount'),
      figure(head.medianBefore, 'amount'),
      figure(head.p90, 'amount'),
      short(head.unit),
      figure(head.used, 'percent'),
      count(head.n),
      count(head.kept),
      count(head.broken, 'bad'),
      inSheet(text(head.targetId)),
    ],
    rows: medians.map((row) => medianRow(row, names)),
    most: MOST_MEDIANS,
    empty: w.none,
  };
}

function medianRow(row: TargetMedian, names: DigestNames): Row {
  const isDocument = row.level === 'document';
  return {
    ...(isDocument ? { strong: true } : {}),
    cells: [
      told(row.documentTitle),
      told(row.documentNumber),
      told(row.clause),
      isDocument ? '' : whose(names).system(row.system),
      told(row.service),
      told(row.category),
      row.limit,
      row.median,
      row.medianBefore,
      row.p90,
      isDocument ? '' : unitWord(row.unit, names.language),
      row.usedMedian,
      row.n,
      row.met,
      row.breached,
      row.targetId,
    ],
  };
}

export function targetTable({ targets }: MonthlyDigest, names: DigestNames): DigestTable {
  const w = digestWords[names.language];
  return {
    title: w.targets,
    note: w.note.targets,
    columns: targetColumns(names),
    rows: targets.map((row) => targetRow(row, names)),
    most: MOST_TARGETS,
    empty: w.none,
  };
}

function targetColumns({ language }: DigestNames): Column[] {
  const { head } = digestWords[language];
  return [
    short(head.verdict),
    short(head.verdictBefore),
    text(head.document),
    inSheet(text(head.documentNumber)),
    text(head.clause),
    short(head.system),
    inSheet(text(head.jurisdiction)),
    text(head.service),
    inSheet(text(head.category)),
    inSheet(text(head.judgedBy)),
    { ...text(head.compared), align: 'right' },
    figure(head.target, 'amount'),
    figure(head.inTime, 'percent'),
    figure(head.actual, 'amount'),
    short(head.unit),
    count(head.n),
    count(head.broken, 'bad'),
    inSheet(count(head.open)),
    figure(head.periodFrom, 'day'),
    inSheet(text(head.targetId)),
  ];
}

const SIGNS: Record<string, string> = { '<=': '≤', '>=': '≥', '=': '=', '<': '<', '>': '>' };

function targetRow(row: KeptTarget, names: DigestNames): Row {
  const { system, place } = whose(names);
  const isEach = row.judgedBy === 'each_case';
  return {
    cells: [
      keptWord(row.verdict, names.language),
      keptWord(row.verdictBefore, names.language),
      told(row.documentTitle),
      told(row.documentNumber),
      told(row.clause),
      system(row.system),
      place(row.jurisdiction),
      told(row.service),
      told(row.category),
      judgingWord(row.judgedBy, names.language),
      row.limit === null ? '' : (SIGNS[row.compared] ?? row.compared),
      row.limit,
      isEach ? row.actual : null,
      isEach ? null : row.actual,
      unitWord(row.unit, names.language),
      row.n,
      row.breached,
      row.open,
      row.periodFrom,
      row.targetId,
    ],
  };
}
