// Events come in once and are answered for one by one, however often they are sent.
import { describe, expect, test } from 'vitest';
import { type Message, permitCase } from '../support/case-builder.ts';
import {
  AFTER,
  asBatch,
  broken,
  count,
  day,
  everything,
  intakeOn,
  one,
  statusOf,
  two,
  useStore,
} from '../support/test-intake.ts';

const store = useStore();

describe('each event is answered for', () => {
  test('as accepted, duplicate or rejected, in the order sent', async () => {
    const takeIn = intakeOn(store.db);
    const [received, accepted] = one.messages() as [Message, Message];
    const answer = await takeIn(asBatch([received, broken, received, accepted]));
    expect(statusOf(answer)).toEqual(['accepted', 'rejected', 'duplicate', 'accepted']);
    expect(answer).toMatchObject({ accepted: 2, duplicate: 1, rejected: 1 });
    expect(answer.receipts.map(({ id }) => id)).toEqual(['one-1', 'broken', 'one-1', 'one-2']);
    expect(answer.receipts[1]!.problems[0]).toMatchObject({ field: 'time', value: 'yesterday' });
    expect(statusOf(await takeIn(asBatch([accepted, received])))).toEqual(['duplicate', 'duplicate']);
  });

  test('an id used twice for something else is refused, within a batch and across', async () => {
    const takeIn = intakeOn(store.db);
    const [received] = one.messages() as [Message];
    const other = { ...received, time: '2026-03-05T10:00:00+08:00' };
    const within = await takeIn(asBatch([received, other]));
    expect(statusOf(within)).toEqual(['accepted', 'rejected']);
    const across = await takeIn(asBatch([{ ...received, type: 'permit.completed', data: {} }]));
    for (const { receipts } of [within, across])
      expect(receipts.at(-1)!.problems[0]).toMatchObject({
        code: 'id-used-twice',
        field: 'id',
        value: 'one-1',
      });
    expect(await count(store.db, 'case_events')).toBe(1);
    expect(await count(store.db, 'rejected_events')).toBe(2);
  });

  test('an id used again under another case is refused, within a batch and across', async () => {
    const takeIn = intakeOn(store.db);
    const [received] = one.messages() as [Message];
    const elsewhere = { ...received, subject: 'another case' };
    expect(statusOf(await takeIn(asBatch([received, elsewhere])))).toEqual(['accepted', 'rejected']);
    const { receipts } = await takeIn(asBatch([elsewhere]));
    expect(receipts[0]).toMatchObject({ status: 'rejected', problems: [{ code: 'id-used-twice' }] });
    expect(await count(store.db, 'case_events')).toBe(1);
    expect(await count(store.db, 'cases')).toBe(1);
  });

  test('the same content with its names in another order is a repeat', async () => {
    const takeIn = intakeOn(store.db);
    const attributes = { zone: 'a', channel: 'b', building: 3 };
    const told = (of: object) =>
      permitCase('x')
        .received(day(2), { attributes: { ...of } })
        .messages();
    await takeIn(asBatch(told(attributes)));
    const turned = Object.fromEntries(Object.entries(attributes).reverse());
    expect(statusOf(await takeIn(asBatch(told(turned))))).toEqual(['duplicate']);
  });

  test('what could not be read is kept with its text, once', async () => {
    const takeIn = intakeOn(store.db);
    const problem = { code: 'bad-json', message: 'not JSON' };
    const item = { origin: 'log.ndjson:7', raw: '{"id":', problem };
    expect((await takeIn([item, item])).receipts[0]).toEqual({
      id: null,
      status: 'rejected',
      problems: [problem],
    });
    expect(await store.db.query('SELECT origin, raw, code, status FROM rejected_events')).toEqual([
      { origin: 'log.ndjson:7', raw: '{"id":', code: 'bad-json', status: 'open' },
    ]);
  });

  test('nesting without end is refused and kept, and the rest of the batch comes in', async () => {
    const deep: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    const correction = { ...one.messages()[1]!, id: 'deep', type: 'permit.event.corrected' };
    const messages = [...one.messages(), { ...correction, data: { corrects: 'one-1', data: { deep } } }];
    const answer = await intakeOn(store.db)([...asBatch(messages), { origin: 'http', event: deep }]);
    expect(statusOf(answer)).toEqual(['accepted', 'accepted', 'rejected', 'rejected']);
    expect(await count(store.db, 'rejected_events')).toBe(2);
  });

  test('broken Unicode in data is a repeat when it is told again', async () => {
    const takeIn = intakeOn(store.db);
    const told = permitCase('x')
      .received(day(2), { attributes: { channel: 'a\ud800b' } })
      .messages();
    expect(statusOf(await takeIn(asBatch(told)))).toEqual(['accepted']);
    expect(statusOf(await takeIn(asBatch(told)))).toEqual(['duplicate']);
  });

  test('thousands of cases with the longest ids come in at once', async () => {
    const messages = Array.from({ length: 2500 }, (_, i) =>
      permitCase(`${"办'".repeat(120)}${i}`)
        .received(day(2), {}, { id: `${'x'.repeat(250)}${i}` })
        .messages(),
    ).flat();
    const answer = await intakeOn(store.db)(asBatch([...messages, ...messages]));
    expect(answer).toMatchObject({ accepted: 2500, duplicate: 2500, rejected: 0 });
    expect(await count(store.db, 'cases')).toBe(2500);
  });

  test('batches sent at once are taken one after another', async () => {
    const takeIn = intakeOn(store.db);
    const batch = asBatch([...one.messages(), ...two.messages()]);
    const answers = await Promise.all([takeIn(batch), takeIn(batch), takeIn([...batch].reverse())]);
    expect(answers.map(({ accepted, duplicate }) => [accepted, duplicate])).toEqual([
      [5, 0],
      [0, 5],
      [0, 5],
    ]);
    expect(await count(store.db, 'case_events')).toBe(5);
  });
});

describe('the same batch twice', () => {
  test('changes nothing, rejections and what became of them included', async () => {
    let now = AFTER;
    const takeIn = intakeOn(store.db, () => now);
    const batch = asBatch([...one.messages(), broken, ...two.messages()]);
    await takeIn(batch);
    await store.db.command(
      "ALTER TABLE rejected_events UPDATE status = 'discarded' WHERE 1 SETTINGS mutations_sync = 1",
    );
    const before = await everything(store.db);
    now += 3_600_000;
    await takeIn(batch);
    expect(await everything(store.db)).toEqual(before);
  });
});
