// The client of Kafka as this program sets it up; each consumer gets one of its own, since a client shares state between them.
import kafkajs, { type Kafka, type LogEntry, type RetryOptions } from 'kafkajs';
import type { Logger } from 'pino';
import type { KafkaSettings } from './kafka-settings.ts';

export type KafkaLogger = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/**
 * Gives up within seconds: going on longer is for those who use the client and know what waits.
 * Every value is stated, since kafkajs has others under NODE_ENV=test.
 */
export const RETRY: RetryOptions & { readonly factor: number; readonly multiplier: number } = {
  retries: 5,
  initialRetryTime: 200,
  maxRetryTime: 2_000,
  factor: 0.2,
  multiplier: 2,
};

export const createClient = (settings: KafkaSettings, logger: KafkaLogger | null): Kafka =>
  new kafkajs.Kafka({
    brokers: settings.brokers,
    clientId: settings.clientId,
    connectionTimeout: settings.connectTimeoutMs,
    authenticationTimeout: settings.connectTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    ...(settings.tls && { ssl: tlsOptions(settings.tls) }),
    ...(settings.sasl && {
      sasl: settings.sasl as Exclude<ConstructorParameters<typeof Kafka>[0]['sasl'], undefined>,
    }),
    retry: RETRY,
    logLevel: logger ? kafkajs.logLevel.INFO : kafkajs.logLevel.NOTHING,
    logCreator: () => (entry) => logger && pass(entry, logger),
  });

const tlsOptions = ({ ca, cert, key, rejectUnauthorized }: NonNullable<KafkaSettings['tls']>) => ({
  rejectUnauthorized,
  ...(ca !== undefined && { ca: [ca] }),
  ...(cert !== undefined && { cert }),
  ...(key !== undefined && { key }),
});

/** Quieter than kafkajs says it: what it calls an error, such as a refused connection, is tried again. */
function pass({ level, namespace, log }: LogEntry, logger: KafkaLogger): void {
  const { message, timestamp, stack, helpUrl, ...rest } = log;
  const fields = { kafka: namespace, ...rest };
  if (level === kafkajs.logLevel.ERROR) logger.info(fields, message);
  else logger.debug(fields, message);
}
