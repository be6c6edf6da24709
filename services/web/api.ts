// The page's only door to the program: addresses of the HTTP API, and one typed read.
import type { Problem } from '../../schemas/problem.ts';
import { type CardFilters, cardQuery } from './cards/card-filters.ts';
import type { Language } from './format.ts';

export type Format = 'csv' | 'json';
export type Answer<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly status: number; readonly problems: readonly Problem[] };

type Parts = Readonly<Record<string, string | null | undefined>>;

function address(path: string, parts: Parts): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    if (value !== null && value !== undefined) query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

export const statusAddress = '/v1/status';

export const targetsAddress = '/v1/targets';
export const coverageAddress = '/v1/targets/coverage';

export function targetIndicatorsAddress(system: string, asOf: string, format?: Format): string {
  return address('/v1/targets/indicators', { system, asOf, format });
}

export function caseAddress(caseId: string, system: string | null, asOf: string): string {
  return address(`/v1/cases/${encodeURIComponent(caseId)}`, { system, asOf });
}

export const cardsAddress = (filters: CardFilters, limit: number): string =>
  address('/v1/cards', { ...cardQuery(filters), limit: String(limit) });

/** A card, or a step to take with it. */
export function cardAddress(cardId: string, step?: string): string {
  const card = `/v1/cards/${encodeURIComponent(cardId)}`;
  return step === undefined ? card : `${card}/${step}`;
}

function problemsOf(body: unknown): Problem[] | null {
  if (typeof body !== 'object' || body === null || !('problems' in body)) return null;
  return Array.isArray(body.problems) && body.problems.length > 0 ? body.problems : null;
}

export const boardsAddress = (language: Language): string => address('/v1/boards', { lang: language });

/** A board, or what of it is asked: `query`, `variables/<name>`, `annotations/<name>`. */
export function boardAddress(uid: string, ...asked: string[]): string {
  return ['/v1/boards', ...[uid, ...asked].map(encodeURIComponent)].join('/');
}

const asks = { headers: { accept: 'application/json' } };
const posts = (body: unknown, headers: Readonly<Record<string, string>>) => ({
  method: 'POST',
  headers: { ...asks.headers, 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** Reads JSON, as the answer to a body where there is one; a refusal or an unreachable server is a value, only an abort is thrown. */
export async function readJson<T>(
  from: string,
  signal: AbortSignal,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<T>> {
  try {
    const response = await fetch(from, { signal, ...(body === undefined ? asks : posts(body, headers)) });
    const said: unknown = await response.json().catch(() => null);
    if (response.ok && said !== null) return { ok: true, data: said as T };
    const message = `${from.split('?')[0]}: HTTP ${response.status} ${response.statusText}`.trim();
    return {
      ok: false,
      status: response.status,
      problems: problemsOf(said) ?? [{ code: 'no-answer', message }],
    };
  } catch (error) {
    if (signal.aborted) throw error;
    return { ok: false, status: 0, problems: [{ code: 'unreachable', message: String(error) }] };
  }
}
