// The page's only door to the program: addresses of the HTTP API, and one typed read.
import type { Problem } from '../../schemas/problem.ts';
import { groupKeys, type Place, sortOf } from './place.ts';

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

export interface Scope {
  readonly system: string;
  /** A jurisdiction and everything in it; '' everywhere. */
  readonly within: string;
}

export function indicatorsAddress(scope: Scope, asOf: string, groupBy?: string, format?: Format): string {
  return address('/v1/indicators', { ...scopeOf(scope), asOf, groupBy, format });
}

const scopeOf = ({ system, within }: Scope): Parts => ({ system, within: within === '' ? null : within });

/** The case list of a place: its tab, filters, search text and order. */
export function casesAddress(place: Place, system: string, asOf: string, extra: Parts = {}): string {
  const filters = Object.fromEntries(groupKeys.map((key) => [key, place.filters[key]]));
  const search = place.search.trim() === '' ? null : place.search.trim();
  return address('/v1/cases', {
    ...scopeOf({ system, within: place.within ?? '' }),
    state: place.tab,
    asOf,
    sort: sortOf(place),
    search,
    ...filters,
    ...extra,
  });
}

export function caseAddress(caseId: string, system: string, asOf: string, format?: Format): string {
  return address(`/v1/cases/${encodeURIComponent(caseId)}`, { system, asOf, format });
}

function problemsOf(body: unknown): Problem[] | null {
  if (typeof body !== 'object' || body === null || !('problems' in body)) return null;
  return Array.isArray(body.problems) && body.problems.length > 0 ? body.problems : null;
}

/** Reads JSON; a refusal or an unreachable server is a value, only an abort is thrown. */
export async function readJson<T>(from: string, signal: AbortSignal): Promise<Answer<T>> {
  try {
    const response = await fetch(from, { signal, headers: { accept: 'application/json' } });
    const body: unknown = await response.json().catch(() => null);
    if (response.ok && body !== null) return { ok: true, data: body as T };
    const message = `${from.split('?')[0]}: HTTP ${response.status} ${response.statusText}`.trim();
    return {
      ok: false,
      status: response.status,
      problems: problemsOf(body) ?? [{ code: 'no-answer', message }],
    };
  } catch (error) {
    if (signal.aborted) throw error;
    return { ok: false, status: 0, problems: [{ code: 'unreachable', message: String(error) }] };
  }
}
