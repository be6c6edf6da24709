// Turns a stamp as a file prints it into ISO 8601 with offset, keeping the offset and digits it was printed with.
import type { Problem } from '../../schemas/problem.ts';
import { formatInstant, readStamp } from '../core/instant.ts';

export type StampText =
  | { readonly ok: true; readonly text: string; readonly dayOnly: boolean }
  | { readonly ok: false; readonly problem: Problem };

const PRINTED =
  /^(\d{4}-\d\d-\d\d)[T ]((?:[01]\d|2[0-3]):[0-5]\d)(:\d\d)?(?:[.,](\d+))?\s?(?:([+-]\d\d):?(\d\d)?|[Zz])$/;

/** A stamp without offset is given the one of `zone`; a bare date stands at its local noon. */
export function stampText(printed: string, zone: string): StampText {
  const stamp = readStamp(printed, zone);
  if (!stamp.ok) return stamp;
  const match = PRINTED.exec(printed);
  if (!match) return { ok: true, text: formatInstant(stamp.at, zone), dayOnly: stamp.dayOnly };
  const [, date, minutes, seconds = ':00', digits = '', hours, rest = '00'] = match;
  const fraction = digits.replace(/0+$/, '');
  const offset = hours === undefined ? 'Z' : `${hours}:${rest}`;
  const text = `${date}T${minutes}${seconds}${fraction && `.${fraction}`}${offset}`;
  return { ok: true, text, dayOnly: false };
}

/** The date a stamp falls on in `zone`, YYYY-MM-DD. */
export function dateText(printed: string, zone: string): StampText {
  const stamp = readStamp(printed, zone);
  return stamp.ok ? { ok: true, text: formatInstant(stamp.at, zone).slice(0, 10), dayOnly: true } : stamp;
}
