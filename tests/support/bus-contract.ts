// What every EventBus must do, whatever broker stands behind it.
import { afterAll, beforeAll, describe } from 'vitest';
import type { EventBus } from '../../services/platform/event-bus.ts';
import { logLaws } from './bus-contract-log.ts';
import { membershipLaws } from './bus-contract-membership.ts';
import { positionLaws } from './bus-contract-position.ts';
import { fresh } from './bus-listener.ts';

/** A broker under test. Each connection is as another process would have it. */
export interface BusUnderTest {
  readonly connect: () => EventBus | Promise<EventBus>;
  readonly close: () => Promise<void>;
}

export interface Bench {
  /** A connection that is closed after the test file. */
  readonly connect: () => Promise<EventBus>;
  /** A topic that nobody has used, made through the port. */
  readonly topic: (bus: EventBus, partitions: number) => Promise<string>;
}

const TEST_TIMEOUT_MS = 180_000;

/** Runs the contract as a suite; `open` may take as long as a broker takes to start. */
export function busContract(name: string, open: () => Promise<BusUnderTest>): void {
  describe(name, { timeout: TEST_TIMEOUT_MS }, () => {
    let opened: BusUnderTest | null = null;
    const buses: EventBus[] = [];
    beforeAll(async () => {
      opened = await open();
    }, TEST_TIMEOUT_MS);
    afterAll(async () => {
      await Promise.all(buses.map((bus) => bus.close()));
      await opened?.close();
    }, TEST_TIMEOUT_MS);
    const bench: Bench = {
      connect: async () => {
        const bus = await opened!.connect();
        buses.push(bus);
        return bus;
      },
      topic: async (bus, partitions) => {
        const topic = fresh('topic');
        await bus.ensureTopics([{ topic, partitions }]);
        return topic;
      },
    };
    describe('the log', () => logLaws(bench));
    describe('positions', () => positionLaws(bench));
    describe('membership', () => membershipLaws(bench));
  });
}
