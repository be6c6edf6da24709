// The rungs of a case and the messages of those to come, as text, as a page, or as the bodies that channels are sent.
import type { CaseRungs, RungShown } from '../../schemas/rung-answers.ts';
import { escapeHtml } from '../alert/compose-escape.ts';
import { type Composing, type Language, rungWord, stateWord } from '../alert/compose-words.ts';
import type { PreviewForm } from './preview-forms.ts';
import { bodyOf, mailOf } from './preview-message.ts';
import { printable } from './printable.ts';
import { textTable } from './text-table.ts';

export type PreviewComposing = Composing & { readonly language: Language };

export interface NextRung extends RungShown {
  readonly goings: readonly { readonly channel: string; readonly kind: string; readonly at: string }[];
}

export function showRungs(
  found: CaseRungs,
  next: readonly NextRung[],
  form: PreviewForm,
  composing: PreviewComposing,
): string {
  if (form === 'text') return printable(textOf(found, next, composing));
  if (form === 'html') return htmlOf(found, next, composing);
  const messages = next.map(({ card, ...rung }) => ({ ...rung, body: bodyOf(card, form, composing) }));
  return JSON.stringify({ ...found, messages }, null, 2);
}

const titleOf = ({ caseId, system, asOf }: CaseRungs): string =>
  `case 办件 ${caseId} (${system}), as of 截至 ${asOf}`;

const HEADS = ['at', 'rung 牌', 'target', 'clause 依据', 'card 状态'];

const cellsOf = ({ at, rung, targetId, reached, state, card }: RungShown, language: Language): string[] => [
  at,
  rungWord(rung, language),
  targetId,
  card.clause,
  state === null
    ? reached
      ? 'reached, no card 已达到，未亮牌'
      : 'to come 未到'
    : stateWord(state, language),
];

const EMPTY = 'It has reached no rung and, as things stand, will reach none.';
const NONE_AHEAD = 'No rung is to come, as things stand: nothing would be sent.';

function textOf(found: CaseRungs, next: readonly NextRung[], composing: PreviewComposing): string {
  if (found.rungs.length === 0) return `${titleOf(found)}\n\n${EMPTY}`;
  const table = textTable(
    HEADS,
    found.rungs.map((rung) => cellsOf(rung, composing.language)),
  );
  const messages = next.map(
    (rung) => `── ${headOf(rung, composing.language)}\n\n${mailOf(rung.card, composing).text.trimEnd()}`,
  );
  return [titleOf(found), table, ...(messages.length > 0 ? messages : [NONE_AHEAD])].join('\n\n');
}

function headOf({ at, rung, targetId, goings }: NextRung, language: Language): string {
  const where = goings.map((going) => `${going.channel} (${going.kind}) ${going.at}`).join(', ');
  return `next rung 下一级: ${rungWord(rung, language)}, ${at}, ${targetId}\n   goes to 发往: ${where || 'nobody 无'}`;
}

/** Each message stands in a frame of its own, as a mail program shows it. */
function htmlOf(found: CaseRungs, next: readonly NextRung[], composing: PreviewComposing): string {
  const cells = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
  const rows = found.rungs.map((rung) => cells('td', cellsOf(rung, composing.language)));
  const frames = next.map((rung) => {
    const { subject, html } = mailOf(rung.card, composing);
    return `<h2>${escapeHtml(subject)}</h2><p>${escapeHtml(headOf(rung, composing.language)).replace('\n', '<br>')}</p><iframe sandbox srcdoc="${escapeHtml(html)}"></iframe>`;
  });
  const rest = found.rungs.length === 0 ? EMPTY : NONE_AHEAD;
  return [
    '<!doctype html><html><head><meta charset="utf-8">',
    `<title>${escapeHtml(titleOf(found))}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escapeHtml(titleOf(found))}</h1><table>${cells('th', HEADS)}${rows.join('')}</table>`,
    ...(frames.length > 0 ? frames : [`<p>${rest}</p>`]),
    '</body></html>',
  ].join('\n');
}

const STYLE =
  'body{font:14px/1.6 sans-serif;margin:24px;color:#15202a}table{border-collapse:collapse}th,td{border:1px solid #dde3e7;padding:4px 10px;text-align:left}iframe{width:100%;height:640px;border:1px solid #dde3e7}h1{font-size:18px}h2{font-size:16px}';
