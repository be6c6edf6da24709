// Reads an envelope of the usual form without the schema: what it lets through, the schema lets through alike.
import type { Envelope } from '../../schemas/envelope.ts';

/** Printable ASCII; anything else is left to the schema. */
const PLAIN = /^[\x20-\x7e]+$/;
/** Whole seconds with an offset, on a day that every year's month has. */
const INSTANT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

const isPlain = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most && PLAIN.test(value);

const isInstant = (value: unknown): value is string => typeof value === 'string' && INSTANT.test(value);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  !Object.hasOwn(value, '__proto__');

/** The message itself where it is an envelope of the usual form; null leaves it to the schema, which may accept it too. */
export function quickEnvelope(message: unknown): Envelope | null {
  if (!isRecord(message)) return null;
  const { specversion, id, source, type, subject, time, recordedtime, datacontenttype, data } = message;
  const isUsual =
    specversion === '1.0' &&
    isPlain(id, 256) &&
    isPlain(source, 256) &&
    isPlain(type, 128) &&
    isPlain(subject, 256) &&
    isInstant(time) &&
    (recordedtime === undefined || isInstant(recordedtime)) &&
    (datacontenttype === undefined || datacontenttype === 'application/json') &&
    message['timeprecision'] === undefined &&
    (message['sequence'] === undefined || isPlain(message['sequence'], 32)) &&
    isRecord(data);
  return isUsual ? (message as Envelope) : null;
}
