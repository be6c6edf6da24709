// A digest as tables of plain values, the same for HTML and spreadsheet.
import { clip, plain } from '../compose-escape.ts';
import { type Language, systemWord } from '../compose-words.ts';
import { digestWords } from './digest-words.ts';

/** A percent is 0 to 100; a day is YYYY-MM-DD; an instant is ISO 8601 with the offset it is shown in. */
export type Cell = string | number | null;
export type ColumnKind = 'text' | 'count' | 'percent' | 'points' | 'amount' | 'day' | 'instant';

export interface Column {
  readonly head: string;
  readonly kind: ColumnKind;
  /** Above zero it is bad, or worth a look. */
  readonly tone?: 'bad' | 'watch';
  /** Of text, which else stands left. */
  readonly align?: 'left' | 'right';
  /** A word or two, which stay on one line. */
  readonly short?: true;
  /** The HTML says it once for rows that follow one another. */
  readonly once?: true;
  /** Left out of the HTML, which has less room. */
  readonly sheetOnly?: true;
}

export interface Row {
  readonly cells: readonly Cell[];
  readonly strong?: true;
  /** Of the case the row is about. */
  readonly caseId?: string;
  readonly system?: string;
}

export interface DigestTable {
  readonly title: string;
  readonly note: string | null;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Rows that the HTML shows at most. */
  readonly most: number;
  /** What is said instead of no rows. */
  readonly empty: string;
}

/** One large figure of the top. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly below: string;
  readonly tone: 'bad' | 'watch' | 'plain';
}

export interface DigestText {
  readonly language: Language;
  readonly name: string;
  /** Of what day or month. */
  readonly subject: string;
  readonly standing: string;
  readonly tiles: readonly Tile[];
  readonly tables: readonly DigestTable[];
  readonly note: string;
}

export interface DigestNames {
  readonly language: Language;
  /** The name of a jurisdiction; what is not known stays as it is. */
  readonly nameOf: (jurisdiction: string) => string;
}

export const text = (head: string): Column => ({ head, kind: 'text' });
export const short = (head: string): Column => ({ head, kind: 'text', short: true });
export const count = (head: string, tone?: Column['tone']): Column =>
  tone === undefined ? { head, kind: 'count' } : { head, kind: 'count', tone };
export const figure = (head: string, kind: ColumnKind): Column => ({ head, kind });
export const inSheet = (column: Column): Column => ({ ...column, sheetOnly: true });

/** Sentences in a row. */
export const sentences = (language: Language, ...some: readonly string[]): string =>
  some.join(language === 'zh' ? '' : ' ');

/** Text that others wrote, on one line. */
export const told = (value: string): string => clip(plain(value), 300);

/** The cells that say whose figures a row is. */
export function whose(names: DigestNames) {
  const { notTold } = digestWords[names.language];
  return {
    system: (id: string): string => systemWord(told(id), names.language),
    place: (id: string): string => (id === '' ? notTold : told(names.nameOf(id))),
    unit: (name: string): string => told(name) || notTold,
  };
}

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const signed = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});

export const amountOf = (value: number): string => number.format(value);
export const signedOf = (value: number): string => signed.format(value).replace('-', '−');

/** A share of almost all is not all, and of almost none not none. */
export function percentOf(value: number): string {
  if (value < 100 && value >= 99.95) return '> 99.9%';
  if (value > 0 && value < 0.05) return '< 0.1%';
  return `${oneDigit.format(value)}%`;
}
