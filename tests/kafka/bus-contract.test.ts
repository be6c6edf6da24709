// The contract of a bus, kept by Kafka itself.
import { busContract } from '../support/bus-contract.ts';
import { kafkaSettings, openTestBus, sharedBroker } from '../support/kafka-bus.ts';

const shared = sharedBroker();
if (shared) {
  const settings = kafkaSettings(shared.brokers);
  busContract('over Apache Kafka', async () => ({
    connect: () => openTestBus(settings),
    close: async () => {},
  }));
}
