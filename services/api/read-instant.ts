// Reads the instants of a question.
import type { Problem } from '../../schemas/problem.ts';
import { readStamp } from '../core/instant.ts';
import { DAY_MS } from '../core/local-date.ts';
import { Refusal } from './refusal.ts';

/** The store's own range of instants is one year wider on either side. */
const FIRST = Date.UTC(1901, 0, 1);
const LAST = Date.UTC(2299, 0, 1);

/** The zone in which stamps without offset are read. */
const ZONE = 'Asia/Shanghai';

function read(field: string, text: string): { at: number; dayOnly: boolean } {
  // An unencoded + of an offset arrives as a space.
  const stamp = readStamp(text.replace(/ (\d{2}:?\d{2})$/, '+$1'), ZONE);
  if (!stamp.ok) throw new Refusal(400, [{ ...stamp.problem, field }]);
  if (stamp.at < FIRST || stamp.at >= LAST) throw new Refusal(400, [outOfRange(field, text)]);
  return stamp;
}

const outOfRange = (field: string, value: string): Problem => ({
  code: 'instant-out-of-range',
  message: `${field}: expected a year from 1901 to 2298, got ${JSON.stringify(value)}`,
  field,
  value,
});

/** An instant up to which things count, itself included: a bare date means its last millisecond. */
export function readUpTo(field: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const { at, dayOnly } = read(field, text);
  return dayOnly ? at + DAY_MS / 2 - 1 : at;
}

/** The edge of a period: a bare date means its beginning. */
export function readEdge(field: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const { at, dayOnly } = read(field, text);
  return dayOnly ? at - DAY_MS / 2 : at;
}
