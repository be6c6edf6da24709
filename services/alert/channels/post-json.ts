// One HTTP request with a JSON body: no redirect is followed, no answer is waited for too long or read without end.

import type { SendFailure } from './channel.ts';
import { hideSecrets } from './hide-secrets.ts';

export interface JsonRequest {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Taken out of whatever is told of the answer. */
  readonly secrets: readonly string[];
}

export type Answered = { readonly ok: true; readonly status: number; readonly text: string } | SendFailure;

/** Answers that may be another one later, besides all from 500 on. */
const PASSING = new Set([408, 425, 429]);
const MOST_BYTES = 65_536;

/** Ok for an answer of 200 to 299 alone. */
export async function postJson(request: JsonRequest): Promise<Answered> {
  const timeout = AbortSignal.timeout(request.timeoutMs);
  try {
    const response = await fetch(request.url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json; charset=utf-8', ...request.headers },
      body: request.body,
      signal: AbortSignal.any([request.signal, timeout]),
    });
    return judge(response, await readText(response), request.secrets);
  } catch (error) {
    return { ok: false, retry: true, detail: whyNot(error, request, timeout) };
  }
}

function judge(response: Response, text: string, secrets: readonly string[]): Answered {
  const { status } = response;
  if (status >= 200 && status < 300) return { ok: true, status, text };
  const said = hideSecrets(text, secrets);
  const what = status >= 300 && status < 400 ? 'a redirect, which is not followed' : said;
  const detail = `answered ${status}${what === '' ? '' : `: ${what}`}`;
  if (status < 500 && !PASSING.has(status)) return { ok: false, retry: false, detail };
  const retryAfterMs = readRetryAfter(response.headers, Date.now());
  return { ok: false, retry: true, detail, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
}

/** Seconds or a date; null where it says neither. */
export function readRetryAfter(headers: Headers, now: number): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return /[a-z]/i.test(text) && Number.isFinite(at) ? Math.max(0, at - now) : null;
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_BYTES) break;
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, MOST_BYTES));
}

/** Codes and names alone: the messages of fetch may hold the URL. */
function whyNot(error: unknown, { signal, timeoutMs }: JsonRequest, timeout: AbortSignal): string {
  if (signal.aborted) return 'interrupted before an answer';
  if (timeout.aborted) return `no answer within ${timeoutMs / 1000} s`;
  const names: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause)
    names.push((at as NodeJS.ErrnoException).code ?? at.name);
  return `could not be reached: ${names.at(-1) ?? 'unknown'}`;
}
