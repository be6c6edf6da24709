// How to reach Apache Kafka, and how to read and write there; the schema states every default.
import { z } from 'zod';

const MIB = 1024 * 1024;

/** host:port, the host a name, an IPv4 address or an IPv6 address in brackets. */
const Broker = z
  .string()
  .regex(/^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):([1-9]\d{0,4})$/, 'expected host:port')
  .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535, 'expected a port up to 65535');

export const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
export const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

export const KafkaSettings = z.strictObject({
  brokers: z.array(Broker).min(1),
  clientId: z.string().min(1).default('shixian'),
  /** Stands before every topic's name at the broker; the program itself does not see it. */
  topicPrefix: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,100}$/, 'expected at most 100 letters, digits, ".", "_" and "-"')
    .default(''),
  /** PEM texts. Present means TLS; without `ca` the authorities of the system are trusted. */
  tls: z
    .strictObject({
      ca: z.string().optional(),
      cert: z.string().optional(),
      key: z.string().optional(),
      rejectUnauthorized: z.boolean().default(true),
    })
    .optional(),
  sasl: z
    .strictObject({ mechanism: z.enum(SASL_MECHANISMS), username: z.string().min(1), password: z.string() })
    .optional(),
  /** Of what is produced; consuming reads them all. */
  compression: z.enum(COMPRESSIONS).default('gzip'),
  connectTimeoutMs: z.int().positive().default(5_000),
  requestTimeoutMs: z.int().positive().default(30_000),
  /** A consumer not heard of for so long is put out of its group. */
  sessionTimeoutMs: z.int().positive().default(30_000),
  heartbeatMs: z.int().positive().default(3_000),
  /** How long a group waits for a member to finish what it does before its partitions pass on. */
  rebalanceTimeoutMs: z.int().positive().default(60_000),
  /** The broker answers a fetch with so many bytes, or with what there is after `fetchWaitMs`. */
  fetchMinBytes: z
    .int()
    .positive()
    .default(MIB / 16),
  fetchWaitMs: z.int().positive().default(500),
  maxBytesPerPartition: z
    .int()
    .positive()
    .default(4 * MIB),
  /** A broker fills a fetch partition by partition: less than all of them together starves the last ones. */
  maxBytesPerFetch: z
    .int()
    .positive()
    .default(64 * MIB),
  /** Sending gives up after so long without an acknowledgement. */
  sendTimeoutMs: z.int().positive().default(120_000),
  /** Stopping waits so long for what is under way. */
  stopTimeoutMs: z.int().positive().default(20_000),
});
export type KafkaSettings = z.infer<typeof KafkaSettings>;
