// Starts the one broker that the tests of the Kafka project share, and tells them where it is.
import type { TestProject } from 'vitest/node';
import { type Broker, openBroker } from './kafka-broker.ts';

/** What the tests learn of the shared broker. */
export type SharedBroker = Pick<Broker, 'brokers' | 'withLogin' | 'tools'>;

declare module 'vitest' {
  export interface ProvidedContext {
    kafka: SharedBroker | { readonly skipped: string };
  }
}

export const KAFKA_USER = 'shixian:a secret of tests';

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const broker = await openBroker({ user: KAFKA_USER });
  if ('skipped' in broker) {
    console.warn(`Tests over Kafka are skipped: ${broker.skipped}`);
    project.provide('kafka', broker);
    return undefined;
  }
  const { brokers, withLogin, tools } = broker;
  project.provide('kafka', { brokers, withLogin, tools });
  return broker.stop;
}
