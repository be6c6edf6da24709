// The HTML of a mail: tables and inline styles alone, since programs that show mail know little else.
import type { Rung } from '../../schemas/card.ts';
import type { CardText } from './compose-card.ts';
import { escapeHtml, safeUrl } from './compose-escape.ts';
import type { ListRow } from './compose-list.ts';
import type { MailPart } from './compose-mail.ts';
import { type Language, words } from './compose-words.ts';

const FONT =
  "font-family:-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif";
const INK = '#15202a';
const SOFT = '#52616d';
const LINE = '#dde3e7';
const STRIPE = '#f4f6f7';

/** Ground and ink of a rung; the ink is readable on the ground and the ground on white. */
const COLOURS: Record<Rung | 'withdrawn', { readonly ground: string; readonly ink: string }> = {
  warning: { ground: '#0b5e7d', ink: '#ffffff' },
  yellow: { ground: '#f2c230', ink: '#3a2c00' },
  red: { ground: '#b01e17', ink: '#ffffff' },
  escalation: { ground: '#5b1a6e', ink: '#ffffff' },
  withdrawn: { ground: '#52616d', ink: '#ffffff' },
};

/** A card that holds no longer alarms nobody. */
const toneOf = (rung: Rung, { withdrawn }: MailPart) => COLOURS[withdrawn ? 'withdrawn' : rung];

export function mailHtml(parts: readonly MailPart[]): string {
  const [first] = parts;
  const width = first!.list === null ? 640 : 820;
  const rule = `<hr style="border:0;border-top:1px solid ${LINE};margin:28px 0">`;
  return [
    `<!doctype html><html lang="${langOf(first!.language)}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light"><meta name="supported-color-schemes" content="light">',
    `<title>${escapeHtml(first!.title)}</title></head>`,
    `<body style="margin:0;padding:0;background:#f4f6f7">`,
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:20px 12px">`,
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:${width}px;background:#ffffff;border:1px solid ${LINE};border-radius:6px">`,
    `<tr><td style="padding:24px 26px;${FONT};font-size:14px;line-height:1.6;color:${INK}">`,
    parts.map(partHtml).join(rule),
    '</td></tr></table></td></tr></table></body></html>',
  ].join('');
}

const langOf = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en');

function partHtml(part: MailPart): string {
  const w = words[part.language];
  const body =
    part.card !== null
      ? cardHtml(part.card, part)
      : part.list !== null
        ? listHtml(part.list.rows, part)
        : paragraph(w.testBody);
  const footer = `<p style="margin:22px 0 0;font-size:12px;color:${SOFT}">${escapeHtml(w.footer)}</p>`;
  return `<div lang="${langOf(part.language)}">${heading(part)}${body}${footer}</div>`;
}

/** The mark in its colour, then the rest of the title. */
function heading(part: MailPart): string {
  const { mark, rest, card, list } = part;
  const rung = card?.rung ?? list?.rows[0]?.rung ?? 'warning';
  return `<h1 style="margin:0 0 16px;font-size:19px;line-height:1.45;font-weight:600">${badge(mark, toneOf(rung, part))} ${escapeHtml(rest)}</h1>`;
}

const badge = (text: string, { ground, ink }: (typeof COLOURS)[Rung]): string =>
  `<span style="display:inline-block;padding:1px 9px;border-radius:4px;font-size:.85em;font-weight:600;white-space:nowrap;background:${ground};color:${ink}">${escapeHtml(text)}</span>`;

const paragraph = (text: string): string => `<p style="margin:0 0 10px">${escapeHtml(text)}</p>`;

function cardHtml({ asks, notes, facts, url, rung, mayReply }: CardText, part: MailPart): string {
  const w = words[part.language];
  const cell = `padding:7px 0;border-top:1px solid ${LINE};vertical-align:top`;
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><th scope="row" align="left" style="${cell};width:112px;padding-right:14px;font-weight:400;color:${SOFT};white-space:nowrap">${escapeHtml(label)}</th><td style="${cell};word-break:break-word">${escapeHtml(value)}</td></tr>`,
  );
  const asked = asks.map(
    (text) =>
      `<p style="margin:0 0 14px;padding:10px 14px;border-left:4px solid ${toneOf(rung, part).ground};background:#f8fafb;font-weight:600">${escapeHtml(text)}</p>`,
  );
  return [
    ...asked,
    ...notes.map(paragraph),
    `<table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;font-size:14px">${rows.join('')}</table>`,
    url === null ? '' : button(url, mayReply ? w.button.answer : w.button.look),
  ].join('');
}

const button = (url: string, label: string): string =>
  `<p style="margin:20px 0 0"><a href="${escapeHtml(url)}" style="display:inline-block;padding:9px 20px;border-radius:4px;background:#0b5e7d;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(label)}</a></p>`;

/** As few signs a row as can be: some programs cut a mail off at 100 kB. */
function listHtml(rows: readonly ListRow[], part: MailPart): string {
  const { language, listUrl } = part;
  const w = words[language];
  const { labels } = w;
  const heads = [
    labels.card,
    `${labels.case}${w.dot}${labels.service}`,
    `${labels.standing}${w.dot}${labels.deadline}`,
    labels.department,
  ];
  const head = heads.map(
    (text) =>
      `<th scope="col" style="font-weight:600;color:${SOFT};white-space:nowrap">${escapeHtml(text)}</th>`,
  );
  const link = listUrl === null ? null : safeUrl(listUrl);
  return [
    '<table width="100%" cellpadding="7" cellspacing="0" border="0" style="font-size:13px;line-height:1.4">',
    `<thead align="left"><tr bgcolor="${STRIPE}">${head.join('')}</tr></thead>`,
    `<tbody valign="top">${rows.map((row, i) => rowHtml(row, i, part)).join('')}</tbody></table>`,
    link === null ? '' : button(link, w.button.list),
  ].join('');
}

function rowHtml(row: ListRow, index: number, part: MailPart): string {
  const { ground, ink } = toneOf(row.rung, part);
  const subject = escapeHtml(row.subject);
  const linked =
    row.url === null ? subject : `<a href="${escapeHtml(row.url)}" style="color:#0b5e7d">${subject}</a>`;
  const under = (text: string) =>
    text === '' ? '' : `<br><font color="${SOFT}" size="2">${escapeHtml(text)}</font>`;
  return [
    `<tr${index % 2 === 1 ? ` bgcolor="${STRIPE}"` : ''}>`,
    `<td nowrap bgcolor="${ground}" style="color:${ink};border-bottom:1px solid #fff">${escapeHtml(row.card)}</td>`,
    `<td>${linked}${under(row.service)}</td>`,
    `<td>${escapeHtml(row.standing)}${under(row.deadline)}</td>`,
    `<td>${escapeHtml(row.department)}</td>`,
    '</tr>',
  ].join('');
}
