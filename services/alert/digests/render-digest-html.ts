// A digest as HTML for mail and print: tables and inline styles; the one style sheet is for paper alone.
import { escapeHtml, safeUrl } from '../compose-escape.ts';
import { dayText, timeText } from '../compose-figures.ts';
import type { Language } from '../compose-words.ts';
import {
  amountOf,
  type Cell,
  type Column,
  type DigestTable,
  type DigestText,
  percentOf,
  type Row,
  signedOf,
  type Tile,
} from './digest-tables.ts';
import { digestWords } from './digest-words.ts';

const FONT =
  "font-family:-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif";
const INK = '#15202a';
const SOFT = '#52616d';
const FAINT = '#8b98a3';
const LINE = '#dde3e7';
const STRIPE = '#f4f6f7';
const TONES = { bad: '#b01e17', watch: '#8a5a00', plain: INK } as const;

const PRINT =
  '@page{size:A4 landscape;margin:12mm}@media print{body,.paper{background:#fff!important}.paper{border:0!important;max-width:none!important}.outer{padding:0!important}.inner{padding:0!important}thead{display:table-header-group}tr,.tile{break-inside:avoid}h2,h2+p{break-after:avoid}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}';

export interface HtmlOptions {
  /** Address of the page, to which cases are linked; null links none. */
  readonly pageUrl: string | null;
}

export const digestHtml = (digest: DigestText, options: HtmlOptions): string => digestPage([digest], options);

/** Mail programs cut off what is larger. */
const LARGEST_BYTES = 98_000;
/** Of the rows that tables show at most; the first with which the page is small enough. */
const SHARES = [1, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.05];
/** A table of so few rows is never cut. */
const FEW = 5;

/** The same digest in each of its languages, one after the other. */
export function digestPage(parts: readonly DigestText[], options: HtmlOptions): string {
  let page = '';
  for (const share of SHARES) {
    page = pageHtml(parts, options, share);
    if (Buffer.byteLength(page) <= LARGEST_BYTES) break;
  }
  return page;
}

function pageHtml(parts: readonly DigestText[], { pageUrl }: HtmlOptions, share: number): string {
  return [
    `<!doctype html><html lang="${langOf(parts[0]!)}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light"><meta name="supported-color-schemes" content="light">',
    `<title>${escapeHtml(parts.map(({ name, subject }) => `${name} · ${subject}`).join(' / '))}</title><style>${PRINT}</style></head>`,
    `<body style="margin:0;padding:0;background:${STRIPE}">`,
    parts.map((part) => paperHtml(part, pageUrl, share)).join(''),
    '</body></html>',
  ].join('');
}

const mostOf = ({ most, rows }: DigestTable, share: number): number =>
  rows.length <= FEW ? most : Math.max(FEW, Math.ceil(most * share));

const langOf = ({ language }: DigestText): string => (language === 'zh' ? 'zh-CN' : 'en');

function paperHtml(digest: DigestText, pageUrl: string | null, share: number): string {
  const { language, name, subject, standing, note } = digest;
  const tables = digest.tables.map((table) => ({ ...table, most: mostOf(table, share) }));
  return [
    `<table role="presentation" lang="${langOf(digest)}" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="outer" align="center" style="padding:20px 12px">`,
    `<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:1080px;background:#ffffff;border:1px solid ${LINE};border-radius:6px">`,
    `<tr><td class="inner" style="padding:24px 26px;${FONT};font-size:14px;line-height:1.6;color:${INK}">`,
    `<h1 style="margin:0 0 4px;font-size:22px;line-height:1.4;font-weight:600">${escapeHtml(name)} <span style="font-weight:400;color:${SOFT}">${escapeHtml(subject)}</span></h1>`,
    standing === '' ? '' : `<p style="margin:0 0 8px;color:${TONES.watch}">${escapeHtml(standing)}</p>`,
    tilesHtml(digest.tiles),
    small(note),
    tables.map((table) => tableHtml(table, language, pageUrl)).join(''),
    `<p style="margin:24px 0 0;font-size:12px;color:${SOFT}">${escapeHtml(digestWords[language].footer)}</p>`,
    '</td></tr></table></td></tr></table>',
  ].join('');
}

const small = (text: string): string =>
  `<p style="margin:0 0 8px;font-size:12px;color:${SOFT}">${escapeHtml(text)}</p>`;

function tilesHtml(tiles: readonly Tile[]): string {
  const width = Math.floor(100 / tiles.length);
  const cells = tiles.map(
    ({ label, value, below, tone }) =>
      `<td class="tile" width="${width}%" valign="top" style="padding:10px 12px;background:${STRIPE};border-right:8px solid #ffffff;border-left:3px solid ${tone === 'plain' ? LINE : TONES[tone]}"><span style="font-size:12px;color:${SOFT}">${escapeHtml(label)}</span><br><span style="font-size:24px;line-height:1.3;font-weight:600;color:${TONES[tone]}">${escapeHtml(value)}</span><br><span style="font-size:12px;color:${SOFT}">${escapeHtml(below)}</span></td>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:12px 0"><tr>${cells.join('')}</tr></table>`;
}

function tableHtml(table: DigestTable, language: Language, pageUrl: string | null): string {
  const heading = `<h2 style="margin:24px 0 4px;font-size:16px;font-weight:600">${escapeHtml(table.title)}</h2>`;
  if (table.rows.length === 0) return `${heading}<p style="margin:0">${escapeHtml(table.empty)}</p>`;
  const shown = table.columns.flatMap((column, i) => (column.sheetOnly ? [] : [{ column, i }]));
  const heads = shown.map(
    ({ column }) =>
      `<th scope="col" align="${alignOf(column)}" valign="bottom" style="font-weight:600;color:${SOFT};word-break:keep-all">${escapeHtml(column.head)}</th>`,
  );
  const left = table.rows.length - table.most;
  return [
    heading,
    table.note === null ? '' : small(table.note),
    '<table width="100%" cellpadding="5" cellspacing="0" border="0" style="font-size:12.5px;line-height:1.4">',
    `<thead><tr bgcolor="${STRIPE}">${heads.join('')}</tr></thead><tbody valign="top">`,
    ...table.rows
      .slice(0, table.most)
      .map((row, n) => rowHtml(unrepeated(row, table.rows[n - 1], shown), n, shown, language, pageUrl)),
    '</tbody></table>',
    left > 0
      ? `<p style="margin:6px 0 0;color:${SOFT}">${escapeHtml(digestWords[language].more(left))}</p>`
      : '',
  ].join('');
}

const isText = ({ kind }: Column): boolean => kind === 'text';
const alignOf = (column: Column): string => (isText(column) ? (column.align ?? 'left') : 'right');

type Shown = readonly { readonly column: Column; readonly i: number }[];

/** Without what the row before has said. */
function unrepeated(row: Row, before: Row | undefined, shown: Shown): Row {
  const isSaid = ({ column, i }: Shown[number]) => column.once && before?.cells[i] === row.cells[i];
  const said = new Set(shown.filter(isSaid).map(({ i }) => i));
  return { ...row, cells: row.cells.map((cell, i) => (said.has(i) ? '' : cell)) };
}

const isOneLine = (column: Column): boolean => !isText(column) || column.short === true;

function rowHtml(row: Row, n: number, shown: Shown, language: Language, pageUrl: string | null): string {
  const url = row.caseId === undefined ? null : caseUrl(row.caseId, row.system, pageUrl);
  const cells = shown.map(({ column, i }, place) => {
    const inner = cellHtml(row.cells[i]!, column, language);
    const linked =
      url !== null && place === 0 ? `<a href="${url}" style="color:#0b5e7d">${inner}</a>` : inner;
    return `<td align="${alignOf(column)}"${isOneLine(column) ? ' nowrap' : ''}>${linked}</td>`;
  });
  const ground = row.strong ? '#e9eef1' : n % 2 === 1 ? STRIPE : null;
  return `<tr${ground === null ? '' : ` bgcolor="${ground}"`}${row.strong ? ' style="font-weight:600"' : ''}>${cells.join('')}</tr>`;
}

function caseUrl(caseId: string, system: string | undefined, pageUrl: string | null): string | null {
  if (pageUrl === null) return null;
  const query = system === undefined ? '' : `?system=${encodeURIComponent(system)}`;
  const url = safeUrl(`${pageUrl.replace(/\/$/, '')}/case/${encodeURIComponent(caseId)}${query}`);
  return url === null ? null : escapeHtml(url);
}

function cellHtml(cell: Cell, column: Column, language: Language): string {
  if (cell === null || cell === '') return isText(column) ? '' : `<font color="${FAINT}">—</font>`;
  const shown = escapeHtml(cellText(cell, column, language));
  if (column.kind !== 'count') return shown;
  if (cell === 0) return `<font color="${FAINT}">0</font>`;
  return column.tone === undefined ? shown : `<b style="color:${TONES[column.tone]}">${shown}</b>`;
}

function cellText(cell: string | number, { kind }: Column, language: Language): string {
  if (typeof cell === 'string')
    return kind === 'day' ? dayText(cell, language) : kind === 'instant' ? timeText(cell, language) : cell;
  if (kind === 'percent') return percentOf(cell);
  return kind === 'points' ? signedOf(cell) : amountOf(cell);
}
