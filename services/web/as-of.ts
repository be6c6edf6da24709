// Decides the instant that every figure on the page is asked for.
import type { Status } from '../../schemas/indicator.ts';
import { secondsBetween } from './format.ts';

export type AsOfKind = 'now' | 'latest' | 'chosen';
export interface AsOf {
  readonly kind: AsOfKind;
  readonly instant: string;
}

const staleSeconds = 7 * 86_400;

/** The server's clock, and the newest event of what the page looks at. */
export type Newest = Pick<Status, 'now' | 'latestEventAt'>;

/** True when the newest event is more than seven days older than the server's now. */
export function isStale(status: Newest): boolean {
  return status.latestEventAt !== null && secondsBetween(status.latestEventAt, status.now) > staleSeconds;
}

/** The reader's choice; without one, now, or the latest event when the data is stale. */
export function resolveAsOf(asked: string | null, status: Newest): AsOf {
  const latest = status.latestEventAt;
  const wanted = asked ?? (isStale(status) ? 'latest' : 'now');
  if (wanted === 'now') return { kind: 'now', instant: status.now };
  if (wanted === 'latest') return { kind: latest === null ? 'now' : 'latest', instant: latest ?? status.now };
  return { kind: wanted === latest ? 'latest' : 'chosen', instant: wanted };
}

/** Moving instants share one name, so that a refresh is no new question. */
export const asOfName = (asOf: AsOf): string => (asOf.kind === 'now' ? 'now' : asOf.instant);
