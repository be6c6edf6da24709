// What went wrong with Kafka, in words for a person, and whether trying again can help.
import type { Problem } from '../../schemas/problem.ts';
import { UnreadableRecords } from './kafka-codecs.ts';
import type { KafkaSettings } from './kafka-settings.ts';

/** Kafka cannot be used as the settings say. */
export class KafkaProblem extends Error {
  override readonly name = 'KafkaProblem';
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.message, { cause });
    this.problem = problem;
  }
}

/** The error and what caused it, outermost first. */
function* causes(error: unknown): Generator<Error & { type?: unknown; retriable?: unknown }> {
  for (let at = error, depth = 0; at instanceof Error && depth < 10; at = at.cause, depth += 1) {
    yield at;
    const inner = (at as { errors?: unknown }).errors;
    if (Array.isArray(inner)) yield* inner.filter((one) => one instanceof Error);
  }
}

/** Kafka's name of the error, such as ILLEGAL_GENERATION; null for one that the broker did not send. */
export function protocolType(error: unknown): string | null {
  for (const { type } of causes(error)) if (typeof type === 'string') return type;
  return null;
}

const named = (error: unknown, name: string): boolean => [...causes(error)].some((one) => one.name === name);

const isLoginRefused = (error: unknown): boolean =>
  named(error, 'KafkaJSSASLAuthenticationError') || protocolType(error) === 'SASL_AUTHENTICATION_FAILED';

const isForbidden = (error: unknown): boolean =>
  protocolType(error)?.endsWith('_AUTHORIZATION_FAILED') ?? false;

/** Answers that stay the same however often one asks. */
const LASTING = new Set([
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_GROUP_ID',
  'INVALID_SESSION_TIMEOUT',
  'INCONSISTENT_GROUP_PROTOCOL',
  'UNSUPPORTED_VERSION',
  'UNSUPPORTED_SASL_MECHANISM',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
]);

/** Whether only a person can mend it: wrong login, no permission, records that cannot be unpacked. */
export const isLasting = (error: unknown): boolean =>
  isLoginRefused(error) ||
  isForbidden(error) ||
  LASTING.has(protocolType(error) ?? '') ||
  named(error, UnreadableRecords.name) ||
  named(error, 'KafkaJSNotImplemented') ||
  named(error, 'KafkaJSServerDoesNotSupportApiKey');

/** Whether it may pass by itself: a connection lost, a broker that is away or has not caught up. */
export const isPassing = (error: unknown): boolean =>
  !isLasting(error) && [...causes(error)].some(({ retriable }) => retriable === true);

/** A mistake in a program, ours or the client's, rather than something that happened outside. */
export const isProgramError = (error: unknown): boolean =>
  [...causes(error)].some((one) => /^(Type|Range|Reference|Syntax)Error$/.test(one.name));

export function explainKafka(error: unknown, doing: string, settings: KafkaSettings): KafkaProblem {
  if (error instanceof KafkaProblem) return error;
  const { sasl, brokers } = settings;
  const said = hideSecret(messageOf(error), sasl?.password);
  const at = brokers.join(',');
  if (isLoginRefused(error))
    return new KafkaProblem(
      {
        code: 'kafka-refused-login',
        message: `Kafka at ${at} refused the user "${sasl?.username ?? ''}" (SASL ${sasl?.mechanism ?? ''}): ${said}; expected a user and password it knows, in SHIXIAN_KAFKA_USERNAME and SHIXIAN_KAFKA_PASSWORD`,
        field: 'SHIXIAN_KAFKA_USERNAME',
        value: sasl?.username,
      },
      error,
    );
  if (isForbidden(error))
    return new KafkaProblem(
      {
        code: 'kafka-forbids',
        message: `Kafka at ${at} does not allow ${sasl ? `the user "${sasl.username}"` : 'an unnamed user'} ${doing}: ${said}`,
      },
      error,
    );
  if (named(error, 'KafkaJSConnectionError') || named(error, 'KafkaJSConnectionClosedError'))
    return new KafkaProblem(
      {
        code: 'kafka-unreachable',
        message: `Kafka at ${at} cannot be reached ${doing}: ${said}; expected brokers that answer, with TLS and a SASL login where they ask for them`,
        field: 'SHIXIAN_KAFKA_BROKERS',
        value: at,
      },
      error,
    );
  return new KafkaProblem(
    { code: 'kafka-failed', message: `Kafka at ${at} failed ${doing}: ${said}` },
    error,
  );
}

function messageOf(error: unknown): string {
  const said = [...causes(error)].map(({ message }) => message).filter((text) => text !== '');
  return [...new Set(said)].join(': ') || String(error);
}

const hideSecret = (text: string, secret: string | undefined): string =>
  secret ? text.replaceAll(secret, '…') : text;
