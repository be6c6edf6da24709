// Puts one question to a board: what a panel, a variable or an annotation shows in a range and with choices.
import { type Answer, boardAddress, readJson } from '../api.ts';
import type { QueryQueue } from './query-queue.ts';
import type { TimeRange } from './time-range.ts';
import type { Choices } from './variable-choice.ts';

export interface Asked {
  readonly range: TimeRange;
  readonly choices: Choices;
}

export type Part =
  | {
      readonly kind: 'query';
      readonly panelId: number;
      readonly intervalMs: number;
      readonly rank: number;
    }
  | { readonly kind: 'variables' | 'annotations'; readonly name: string };

/** Choices come before panels, which come from the top down; marks only adorn what is there. */
function rankOf(part: Part): number {
  if (part.kind === 'query') return part.rank;
  return part.kind === 'variables' ? -1 : Number.MAX_SAFE_INTEGER;
}

export function askBoard<T>(
  uid: string,
  part: Part,
  { range, choices }: Asked,
  queue: QueryQueue,
  signal: AbortSignal,
): Promise<Answer<T>> {
  const address =
    part.kind === 'query' ? boardAddress(uid, 'query') : boardAddress(uid, part.kind, part.name);
  const shared = { from: Math.floor(range.from), to: Math.floor(range.to), variables: choices };
  const body =
    part.kind === 'query' ? { ...shared, panelId: part.panelId, intervalMs: part.intervalMs } : shared;
  return queue.run(() => readJson<T>(address, signal, body), signal, rankOf(part));
}
