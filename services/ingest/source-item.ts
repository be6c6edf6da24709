// What a reader finds in a file, one item at a time, with the line it stands on.
import type { Problem } from '../../schemas/problem.ts';

/** Values by column name; an absent or empty value is no value. */
export type Row = Readonly<Record<string, string>>;

/** `failure` is the last item of a file that cannot be read further. */
export type SourceItem =
  | { readonly kind: 'row'; readonly line: number; readonly row: Row }
  | { readonly kind: 'event'; readonly line: number; readonly event: unknown }
  | { readonly kind: 'malformed'; readonly line: number; readonly problem: Problem; readonly raw: string }
  | { readonly kind: 'failure'; readonly line: number; readonly problem: Problem };

/** Longest single row, line or element, in characters; longer ones would not fit bounded memory. */
export const LONGEST_ITEM = 1024 * 1024;

/** How much of a malformed text is kept, in characters. */
export const KEPT_RAW = 4096;
