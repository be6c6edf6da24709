// Reads the instants of a question.
import { readStamp } from '../core/instant.ts';
import { DAY_MS } from '../core/local-date.ts';
import { Refusal } from './refusal.ts';

/** The zone in which stamps without offset are read. */
const ZONE = 'Asia/Shanghai';

function read(field: string, text: string): { at: number; dayOnly: boolean } {
  // An unencoded + of an offset arrives as a space.
  const stamp = readStamp(text.replace(/ (\d{2}:?\d{2})$/, '+$1'), ZONE);
  if (!stamp.ok) throw new Refusal(400, [{ ...stamp.problem, field }]);
  return stamp;
}

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
