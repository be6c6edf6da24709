// A broker that asks who is there.
import { expect, test } from 'vitest';
import { KafkaProblem } from '../../services/platform/kafka-problem.ts';
import { fresh, listen, messagesOf, until } from '../support/bus-listener.ts';
import { kafkaSettings, openTestBus, sharedBroker } from '../support/kafka-bus.ts';
import { KAFKA_USER } from '../support/kafka-setup.ts';

const address = sharedBroker()?.withLogin ?? null;
const [username, password] = KAFKA_USER.split(':') as [string, string];
const as = (name: string, secret: string) =>
  kafkaSettings([address ?? 'none:1'], { sasl: { mechanism: 'plain', username: name, password: secret } });

test.runIf(address)('the right name and password let in, for sending and consuming', async () => {
  const bus = await openTestBus(as(username, password));
  const topic = fresh('topic');
  await bus.ensureTopics([{ topic, partitions: 1 }]);
  await bus.send([{ topic, key: 'k', value: 'v' }]);
  const listener = await listen(bus, { group: fresh('group'), topic });
  await until('it', () => messagesOf(listener).length === 1);
  await bus.close();
});

test.runIf(address)('a wrong password is told as that, without showing it', async () => {
  const wrong = 'not the secret at all';
  const error = await openTestBus(as(username, wrong)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(KafkaProblem);
  const { problem } = error as KafkaProblem;
  expect(problem.code).toBe('kafka-refused-login');
  expect(problem.message).toContain(`refused the user "${username}" (SASL plain)`);
  expect(problem.message).toContain('SHIXIAN_KAFKA_PASSWORD');
  expect(JSON.stringify([problem, String(error), (error as Error).stack])).not.toContain(wrong);
});

test.runIf(address)(
  'coming without a login, where one is asked for, is told with what may be missing',
  async () => {
    const error = await openTestBus(kafkaSettings([address!])).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(KafkaProblem);
    expect((error as KafkaProblem).problem.message).toContain(
      'with TLS and a SASL login where they ask for them',
    );
  },
);

test('where nothing listens, it is told where one looked', async () => {
  const error = await openTestBus(kafkaSettings(['127.0.0.1:9'])).catch((thrown: unknown) => thrown);
  expect((error as KafkaProblem).problem).toMatchObject({ code: 'kafka-unreachable', value: '127.0.0.1:9' });
});
