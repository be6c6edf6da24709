// `shixian digest daily` and `monthly`: 日清日报 and 月度通报 as HTML, spreadsheet or JSON.
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { DailyDigest, type Digest, MonthlyDigest } from '../../schemas/digest.ts';
import type { Language } from '../alert/compose-words.ts';
import { type DigestFormat, renderDigest } from '../alert/digests/render-digest.ts';
import { failure } from './failure.ts';
import { openDoor } from './open-door.ts';

export interface DigestOptions {
  readonly data: string;
  readonly format: DigestFormat;
  readonly lang: Language;
  readonly output?: string;
  /** Address of the page, to which cases are linked. */
  readonly url?: string;
}

export const runDigestDaily = ({ date, ...options }: DigestOptions & { readonly date?: string }) =>
  runDigest('/v1/digests/daily', { date }, (body) => DailyDigest.parse(JSON.parse(body)), options);

export const runDigestMonthly = ({ month, ...options }: DigestOptions & { readonly month?: string }) =>
  runDigest('/v1/digests/monthly', { month }, (body) => MonthlyDigest.parse(JSON.parse(body)), options);

async function runDigest(
  path: string,
  question: Readonly<Record<string, string | undefined>>,
  read: (body: string) => Digest,
  { data, format, lang, output, url }: DigestOptions,
): Promise<void> {
  if (format === 'xlsx' && output === undefined && process.stdout.isTTY)
    throw failure('missing-output', 'a spreadsheet is no text; say where it goes with --output FILE');
  const door = await openDoor(data);
  try {
    const digest = read(await door.get(path, question));
    const rendering = { language: lang, nameOf: (id: string) => id, pageUrl: url ?? null };
    const content = await renderDigest(digest, format, rendering);
    if (output === undefined) await put(content);
    else await write(output, content);
  } finally {
    await door.close();
  }
}

async function write(file: string, content: string | Buffer): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (error) {
    throw failure('cannot-write', `cannot write ${file}: ${(error as Error).message}`);
  }
}

/** Waits until the reader has taken it, so that nothing is cut off at the end of the process. */
async function put(content: string | Buffer): Promise<void> {
  if (!process.stdout.write(content)) await once(process.stdout, 'drain');
}
