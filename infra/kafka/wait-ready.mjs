// Waits until a broker truly works: it knows its cluster and a consumer has joined a group.
import kafkajs from 'kafkajs';

const GROUP = 'shixian-is-kafka-ready';
const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {import('kafkajs').Kafka} kafka */
async function joinGroup(kafka) {
  const consumer = kafka.consumer({ groupId: GROUP, retry: { retries: 0 } });
  try {
    await consumer.connect();
    const joined = new Promise((resolve, reject) => {
      consumer.on(consumer.events.GROUP_JOIN, resolve);
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    });
    await consumer.run({ eachMessage: async () => {} });
    await joined;
  } finally {
    await consumer.disconnect();
  }
}

/** @param {import('kafkajs').Kafka} kafka */
async function tryOnce(kafka) {
  const admin = kafka.admin({ retry: { retries: 0 } });
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    if (brokers.length === 0) throw new Error('no broker has registered yet');
    await joinGroup(kafka);
    await admin.deleteGroups([GROUP]);
  } finally {
    await admin.disconnect();
  }
}

/**
 * @param {string} address
 * @param {{ timeoutMs: number, hasEnded: () => boolean }} options
 */
export async function waitReady(address, { timeoutMs, hasEnded }) {
  const deadline = Date.now() + timeoutMs;
  const retry = { retries: 0, initialRetryTime: 100, restartOnFailure: async () => false };
  for (;;) {
    const kafka = new kafkajs.Kafka({
      brokers: [address],
      clientId: GROUP,
      logLevel: kafkajs.logLevel.NOTHING,
      retry,
    });
    try {
      return await tryOnce(kafka);
    } catch (error) {
      if (hasEnded() || Date.now() > deadline) throw error;
      await pause(250);
    }
  }
}
