// A digest as a mail: the HTML, its large figures as plain text, and the spreadsheet with every row.
import type { Digest } from '../../../schemas/digest.ts';
import type { Attachment } from '../channels/open-mailer.ts';
import { type Composing, type Language, languagesOf, type MessageLanguage } from '../compose-words.ts';
import type { DigestText } from './digest-tables.ts';
import { digestWords } from './digest-words.ts';
import { digestText } from './render-digest.ts';
import { digestPage } from './render-digest-html.ts';
import { digestXlsx } from './render-digest-xlsx.ts';

export interface DigestMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

export interface MailSurroundings {
  /** Address of the page, to which cases are linked; null links none. */
  readonly pageUrl: string | null;
  readonly nameOf: Composing['nameOf'];
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export async function composeDigestMail(
  digest: Digest,
  language: MessageLanguage,
  { pageUrl, nameOf }: MailSurroundings,
): Promise<DigestMail> {
  const period = digest.kind === 'daily' ? digest.day : digest.month;
  const parts = languagesOf(language).map((one) =>
    digestText(digest, { language: one, nameOf: (id) => nameOf('jurisdiction', id, one) }),
  );
  const attachments: Attachment[] = [];
  for (const part of parts)
    attachments.push({
      filename: `${part.name.replaceAll(' ', '-')}-${period}.xlsx`,
      content: await digestXlsx(part),
      contentType: XLSX,
    });
  return {
    subject: parts.map(({ name }) => `${name} ${period}`).join(' / '),
    html: digestPage(parts, { pageUrl }),
    text: `${parts.map(plainText).join('\n\n----\n\n')}\n`,
    attachments,
  };
}

const COLON: Record<Language, string> = { zh: '：', en: ': ' };
const AROUND: Record<Language, (text: string) => string> = {
  zh: (text) => `（${text}）`,
  en: (text) => ` (${text})`,
};

function plainText({ language, name, subject, standing, tiles }: DigestText): string {
  const w = digestWords[language];
  const figures = tiles.map(
    ({ label, value, below }) => `${label}${COLON[language]}${value}${AROUND[language](below)}`,
  );
  const lines = [`${name} · ${subject}`, ...(standing === '' ? [] : [standing]), '', ...figures];
  return [...lines, '', w.attached, '', '-- ', w.footer].join('\n');
}
