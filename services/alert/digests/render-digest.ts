// A digest in one of its forms.
import type { Digest } from '../../../schemas/digest.ts';
import { dailyText } from './daily-tables.ts';
import type { DigestNames, DigestText } from './digest-tables.ts';
import { monthlyText } from './monthly-tables.ts';
import { digestHtml, type HtmlOptions } from './render-digest-html.ts';
import { digestXlsx } from './render-digest-xlsx.ts';

export const digestFormats = ['html', 'xlsx', 'json'] as const;
export type DigestFormat = (typeof digestFormats)[number];

export type Rendering = DigestNames & HtmlOptions;

export const digestText = (digest: Digest, names: DigestNames): DigestText =>
  digest.kind === 'daily' ? dailyText(digest, names) : monthlyText(digest, names);

export async function renderDigest(
  digest: Digest,
  format: DigestFormat,
  rendering: Rendering,
): Promise<string | Buffer> {
  if (format === 'json') return `${JSON.stringify(digest, null, 2)}\n`;
  const told = digestText(digest, rendering);
  return format === 'html' ? digestHtml(told, rendering) : digestXlsx(told);
}
