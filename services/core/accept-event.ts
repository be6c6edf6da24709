// Turns a message into an accepted event, or says everything that is wrong with it. Never throws.
import { type AcceptedEvent, Envelope } from '../../schemas/envelope.ts';
import { eventType, eventTypes } from '../../schemas/events/vocabulary.ts';
import type { Problem } from '../../schemas/problem.ts';
import { readStamp } from './instant.ts';

export type Acceptance =
  | { readonly ok: true; readonly event: AcceptedEvent }
  | { readonly ok: false; readonly id: string | null; readonly problems: readonly Problem[] };

/** A source's clock may run ahead of ours by this much. */
const SKEW_MS = 10 * 60_000;
/** Nothing earlier is a service case; 1970 is what an unset clock says. */
const EARLIEST = Date.UTC(1990, 0, 1);

/** Checks a message against the envelope, its type's data and plausible instants. `receivedAt` is epoch milliseconds. */
export function acceptEvent(message: unknown, receivedAt: number): Acceptance {
  const id = idOf(message);
  const envelope = Envelope.safeParse(message);
  if (!envelope.success)
    return { ok: false, id, problems: problemsOf(envelope.error, message, 'bad-envelope') };
  const known = eventType(envelope.data.type);
  if (!known) return { ok: false, id, problems: [unknownType(envelope.data.type)] };
  const data = known.definition.data.safeParse(envelope.data.data);
  if (!data.success)
    return { ok: false, id, problems: problemsOf(data.error, envelope.data.data, 'bad-data', 'data') };
  const times = readTimes(envelope.data, receivedAt);
  if ('problems' in times) return { ok: false, id, problems: times.problems };
  return { ok: true, event: accepted(envelope.data, known.system, data.data, times, receivedAt) };
}

function accepted(
  envelope: Envelope,
  system: string,
  data: Record<string, unknown>,
  times: Times,
  receivedAt: number,
): AcceptedEvent {
  return {
    system,
    caseId: envelope.subject,
    source: envelope.source,
    id: envelope.id,
    type: envelope.type,
    occurredAt: times.occurredAt,
    dayOnly: envelope.timeprecision === 'day',
    recordedAt: times.recordedAt,
    receivedAt,
    sequence: envelope.sequence ?? '',
    data,
  };
}

const idOf = (message: unknown): string | null => {
  const id = (message as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id : null;
};

interface Times {
  readonly occurredAt: number;
  readonly recordedAt: number | null;
}

function readTimes(envelope: Envelope, receivedAt: number): Times | { problems: Problem[] } {
  const problems: Problem[] = [];
  const occurredAt = readTime('time', envelope.time, receivedAt, problems);
  const recordedAt =
    envelope.recordedtime === undefined
      ? null
      : readTime('recordedtime', envelope.recordedtime, receivedAt, problems);
  return problems.length > 0 ? { problems } : { occurredAt, recordedAt };
}

function readTime(field: string, text: string, receivedAt: number, problems: Problem[]): number {
  const stamp = readStamp(text, 'UTC');
  if (!stamp.ok) {
    problems.push({ ...stamp.problem, field });
    return Number.NaN;
  }
  if (stamp.at > receivedAt + SKEW_MS) problems.push(implausible('time-in-future', field, text, receivedAt));
  if (stamp.at < EARLIEST) problems.push(implausible('time-too-early', field, text, receivedAt));
  return stamp.at;
}

const implausible = (code: string, field: string, value: string, receivedAt: number): Problem => ({
  code,
  message: `${field} ${value} is not plausible; expected from ${new Date(EARLIEST).toISOString()} to ${new Date(receivedAt + SKEW_MS).toISOString()}`,
  field,
  value,
});

function unknownType(type: string): Problem {
  const system = type.split('.')[0];
  const near = eventTypes.filter((known) => known.startsWith(`${system}.`));
  return {
    code: 'unknown-type',
    message: `event type "${type}" is not in any vocabulary; expected one of ${(near.length > 0 ? near : eventTypes).join(', ')}`,
    field: 'type',
    value: type,
  };
}

interface Issues {
  readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[];
}

/** Problems of a zod error, each naming its field, the value found there and what was expected. */
export function problemsOf(error: Issues, input: unknown, code: string, prefix = ''): Problem[] {
  return error.issues.map(({ path, message }) => {
    const field = [prefix, ...path.map(String)].filter((part) => part !== '').join('.');
    const value = path.reduce<unknown>(
      (at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key],
      input,
    );
    return {
      code,
      message: `${field || 'event'}: ${message}`,
      field,
      ...(value === undefined ? {} : { value }),
    };
  });
}
