// Turns a message into an accepted event, or says everything that is wrong with it. Never throws.
import { type AcceptedEvent, Envelope } from '../../schemas/envelope.ts';
import type { Effect } from '../../schemas/events/effect.ts';
import { eventType, eventTypes, systems } from '../../schemas/events/vocabulary.ts';
import type { Problem } from '../../schemas/problem.ts';
import { quickInstant, readStamp } from './instant.ts';
import { problemsOf } from './issue-problems.ts';
import { nearNames } from './near-names.ts';
import { quickEnvelope } from './quick-envelope.ts';

export type Acceptance =
  | { readonly ok: true; readonly event: AcceptedEvent }
  | { readonly ok: false; readonly id: string | null; readonly problems: readonly Problem[] };

/** A source's clock may run ahead of ours by this much. */
const SKEW_MS = 10 * 60_000;
/** Nothing earlier is a service case; 1970 is what an unset clock says. */
const EARLIEST = Date.UTC(1990, 0, 1);

/**
 * Checks a message against the envelope, its type's data and plausible instants. Both instants are epoch
 * milliseconds; `checkedAt` is what the future is told from, where a batch told again must get the same answer.
 */
export function acceptEvent(
  message: unknown,
  receivedAt: number,
  checkedAt: number = receivedAt,
): Acceptance {
  const id = idOf(message);
  const read = readEnvelope(message);
  if ('problems' in read) return { ok: false, id, problems: read.problems };
  const { envelope } = read;
  const known = eventType(envelope.type);
  if (!known) return { ok: false, id, problems: [unknownType(envelope.type)] };
  const data = known.definition.data.safeParse(envelope.data);
  if (!data.success)
    return { ok: false, id, problems: problemsOf(data.error, envelope.data, 'bad-data', 'data') };
  const times = readTimes(envelope, correctedTime(known.definition.effect, data.data), checkedAt);
  if ('problems' in times) return { ok: false, id, problems: times.problems };
  return { ok: true, event: accepted(envelope, known.system, data.data, times, receivedAt) };
}

function readEnvelope(message: unknown): { readonly envelope: Envelope } | { readonly problems: Problem[] } {
  const quick = quickEnvelope(message);
  if (quick !== null) return { envelope: quick };
  const read = Envelope.safeParse(message);
  return read.success
    ? { envelope: read.data }
    : { problems: problemsOf(read.error, message, 'bad-envelope') };
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
  return typeof id === 'string' ? id.slice(0, 256) : null;
};

interface Times {
  readonly occurredAt: number;
  readonly recordedAt: number | null;
}

/** The time a correction gives another event is an event's time like any other. */
const correctedTime = (effect: Effect, data: Record<string, unknown>): string | undefined =>
  effect.does === 'correct' ? (data['time'] as string | undefined) : undefined;

function readTimes(
  envelope: Envelope,
  corrected: string | undefined,
  checkedAt: number,
): Times | { problems: Problem[] } {
  const problems: Problem[] = [];
  const occurredAt = readTime('time', envelope.time, checkedAt, problems);
  const recordedAt =
    envelope.recordedtime === undefined
      ? null
      : readTime('recordedtime', envelope.recordedtime, checkedAt, problems);
  if (corrected !== undefined) readTime('data.time', corrected, checkedAt, problems);
  return problems.length > 0 ? { problems } : { occurredAt, recordedAt };
}

function readTime(field: string, text: string, checkedAt: number, problems: Problem[]): number {
  const at = quickInstant(text) ?? readSlowly(field, text, problems);
  if (at > checkedAt + SKEW_MS) problems.push(implausible('time-in-future', field, text, checkedAt));
  if (at < EARLIEST) problems.push(implausible('time-too-early', field, text, checkedAt));
  return at;
}

function readSlowly(field: string, text: string, problems: Problem[]): number {
  const stamp = readStamp(text, 'UTC');
  if (stamp.ok) return stamp.at;
  problems.push({ ...stamp.problem, message: `${field}: ${stamp.problem.message}`, field });
  return Number.NaN;
}

const implausible = (code: string, field: string, value: string, checkedAt: number): Problem => ({
  code,
  message: `${field}: ${value} is not plausible; expected from ${new Date(EARLIEST).toISOString()} to ${new Date(checkedAt + SKEW_MS).toISOString()}`,
  field,
  value,
});

function unknownType(type: string): Problem {
  const ofSystem = eventTypes.filter((known) => known.startsWith(`${type.split('.')[0]}.`));
  const near = nearNames(type, eventTypes);
  const expected = [near, ofSystem].find((names) => names.length > 0) ?? systems.map((name) => `${name}.…`);
  return {
    code: 'unknown-type',
    message: `type: "${type}" is in no vocabulary; expected ${expected.length > 1 ? 'one of ' : ''}${expected.join(', ')}`,
    field: 'type',
    value: type,
  };
}
