// Buses over the broker that tests share, with times short enough for tests.
import { inject, test } from 'vitest';
import type { EventBus } from '../../services/platform/event-bus.ts';
import { openKafkaBus } from '../../services/platform/kafka-bus.ts';
import { KafkaSettings } from '../../services/platform/kafka-settings.ts';
import type { SharedBroker } from './kafka-setup.ts';

/** Null, with one skipped test that says why, where there is no broker. */
export function sharedBroker(): SharedBroker | null {
  const shared = inject('kafka');
  if (!('skipped' in shared)) return shared;
  test.skip(`Kafka: ${shared.skipped}`, () => {});
  return null;
}

export const kafkaSettings = (brokers: readonly string[], more: Partial<KafkaSettings> = {}): KafkaSettings =>
  KafkaSettings.parse({
    brokers,
    sessionTimeoutMs: 6_000,
    heartbeatMs: 100,
    rebalanceTimeoutMs: 20_000,
    fetchWaitMs: 50,
    connectTimeoutMs: 2_000,
    requestTimeoutMs: 10_000,
    ...more,
  });

export const openTestBus = (settings: KafkaSettings): Promise<EventBus> => openKafkaBus(settings);
