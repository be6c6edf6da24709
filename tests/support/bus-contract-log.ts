// The contract of a bus: what is sent is kept, in order, byte for byte.
import { expect, test } from 'vitest';
import type { OutgoingMessage } from '../../services/platform/event-bus.ts';
import type { Bench } from './bus-contract.ts';
import { fresh, listen, messagesOf, until } from './bus-listener.ts';

export function logLaws({ connect, topic: makeTopic }: Bench): void {
  test('ensureTopics makes what is missing, with its partitions, and names only that', async () => {
    const bus = await connect();
    const [one, two] = [fresh('one'), fresh('two')];
    expect(await bus.ensureTopics([{ topic: one, partitions: 3 }])).toEqual([one]);
    const both = [
      { topic: one, partitions: 5 },
      { topic: two, partitions: 1 },
    ];
    expect(await bus.ensureTopics(both)).toEqual([two]);
    expect(await bus.ensureTopics(both)).toEqual([]);
    const positions = await bus.positions(fresh('group'), [one, two]);
    const empty = { low: 0, high: 0, committed: null };
    expect(positions.sort((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition)).toEqual([
      { topic: one, partition: 0, ...empty },
      { topic: one, partition: 1, ...empty },
      { topic: one, partition: 2, ...empty },
      { topic: two, partition: 0, ...empty },
    ]);
  });

  test('what send resolved for stands in the log, though the sender goes away', async () => {
    const sender = await connect();
    const topic = await makeTopic(sender, 1);
    await sender.send([
      { topic, key: 'a', value: '1' },
      { topic, key: 'b', value: '2' },
    ]);
    await sender.close();
    const bus = await connect();
    expect(await bus.positions(fresh('group'), [topic])).toEqual([
      { topic, partition: 0, low: 0, high: 2, committed: null },
    ]);
    const listener = await listen(bus, { group: fresh('group'), topic });
    await until('both messages', () => listener.offsets(0).length === 2);
    expect(messagesOf(listener).map(({ key, value }) => `${key}${value}`)).toEqual(['a1', 'b2']);
    await listener.consumption.stop();
  });

  test('a key stays in one partition, its messages in the order of sending, offsets without gaps', async () => {
    const bus = await connect();
    const topic = await makeTopic(bus, 4);
    const sent: OutgoingMessage[] = Array.from({ length: 400 }, (_, i) => ({
      topic,
      key: `case ${i % 23}`,
      value: String(i),
    }));
    for (let from = 0; from < sent.length; from += 90) await bus.send(sent.slice(from, from + 90));
    const listener = await listen(bus, { group: fresh('group'), topic });
    await until('every message', () => messagesOf(listener).length >= sent.length);
    await listener.consumption.stop();
    const places = new Map<string, Set<number>>();
    for (const { batch } of listener.deliveries)
      for (const { key } of batch.messages)
        places.set(String(key), (places.get(String(key)) ?? new Set()).add(batch.partition));
    expect([...places.values()].map(({ size }) => size)).toEqual(Array(23).fill(1));
    for (const partition of [0, 1, 2, 3]) {
      const offsets = listener.offsets(partition);
      expect(offsets).toEqual(offsets.map((_, i) => i));
      const values = listener
        .of(partition)
        .flatMap(({ batch }) => batch.messages.map(({ value }) => Number(value)));
      expect(values).toEqual([...values].sort((a, b) => a - b));
    }
  });

  test('keys, values and headers come back byte for byte, absent ones as null', async () => {
    const bus = await connect();
    const topic = await makeTopic(bus, 1);
    const broken = Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]);
    const headers = { plain: Buffer.from('办件'), broken, empty: Buffer.alloc(0) };
    await bus.send([
      { topic, key: '时限', value: '办件', headers },
      { topic, key: broken, value: broken },
      { topic, key: Buffer.from('k'), value: null },
      { topic, key: null, value: Buffer.alloc(0) },
    ]);
    const listener = await listen(bus, { group: fresh('group'), topic });
    await until('four messages', () => listener.offsets(0).length === 4);
    await listener.consumption.stop();
    const [texts, bytes, tomb, keyless] = messagesOf(listener);
    expect([texts!.key, texts!.value]).toEqual([Buffer.from('时限'), Buffer.from('办件')]);
    expect(texts!.headers).toEqual(headers);
    expect([bytes!.key, bytes!.value, bytes!.headers]).toEqual([broken, broken, {}]);
    expect([tomb!.key, tomb!.value]).toEqual([Buffer.from('k'), null]);
    expect([keyless!.key, keyless!.value]).toEqual([null, Buffer.alloc(0)]);
    expect(messagesOf(listener).every(({ timestamp }) => Number.isSafeInteger(timestamp))).toBe(true);
    expect(texts!.timestamp).toBeGreaterThan(0);
  });

  test('a batch tells where it ends and where its partition ends', async () => {
    const bus = await connect();
    const topic = await makeTopic(bus, 1);
    await bus.send(Array.from({ length: 50 }, (_, i) => ({ topic, key: 'k', value: String(i) })));
    const listener = await listen(bus, { group: fresh('group'), topic });
    await until('every message', () => listener.offsets(0).length === 50);
    await listener.consumption.stop();
    for (const { batch } of listener.deliveries) {
      expect(batch.nextOffset).toBe(batch.messages.at(-1)!.offset + 1);
      expect(batch.highWatermark).toBe(50);
    }
  });

  test('two groups each read everything', async () => {
    const bus = await connect();
    const topic = await makeTopic(bus, 2);
    await bus.send(Array.from({ length: 30 }, (_, i) => ({ topic, key: `k${i}`, value: String(i) })));
    const one = await listen(bus, { group: fresh('one'), topic });
    const two = await listen(await connect(), { group: fresh('two'), topic });
    await until('everything, twice', () => messagesOf(one).length === 30 && messagesOf(two).length === 30);
    await Promise.all([one.consumption.stop(), two.consumption.stop()]);
    const valuesOf = (listener: typeof one) =>
      new Set(messagesOf(listener).map(({ value }) => String(value)));
    expect([valuesOf(one).size, valuesOf(two).size]).toEqual([30, 30]);
  });
}
