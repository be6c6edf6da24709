// Rejections are found again, handed in again and put aside, and nothing of what was told is ever altered.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSettlement } from '../../services/ingest/settle-rejections.ts';
import type { Database } from '../../services/store/database.ts';
import {
  countRejected,
  listRejected,
  placeOf,
  type RejectedFilter,
  readRejected,
  readStored,
} from '../../services/store/read-rejected.ts';
import { resolveRejected } from '../../services/store/resolve-rejected.ts';
import { instant } from '../support/case-builder.ts';
import {
  allOpen,
  asked,
  binary,
  everyFilter,
  fromKafka,
  named,
  rejections,
  resultsOf,
  settlementOn,
  TOPIC,
  tellAt,
} from '../support/rejections.ts';
import {
  AFTER,
  asBatch,
  count,
  day,
  emptyStore,
  everything,
  intakeOn,
  one,
  useStore,
} from '../support/test-intake.ts';

const store = useStore();

const EARLY = instant(day(1));
const received: Record<string, unknown> = one.messages()[0]!;
/** Refused while the clock stands at EARLY, because it happens on the 20th. */
const tomorrow: Record<string, unknown> = { ...received, id: 'later', time: '2026-03-20T10:00:00+08:00' };
const asHttp = (event: unknown) => ({ origin: 'http', event, raw: JSON.stringify(event, null, 1) });
const idsOf = async () => (await rejections(store.db)).map((row) => row.rejection_id);
const outcomes = (results: readonly { outcome: string }[]) => results.map(({ outcome }) => outcome);

describe('what was told', () => {
  const strange = {
    key: Buffer.from([0, 255, 1]),
    value: Buffer.from([0xff, 0, 0xfe, 0x7b, 0x0a, 0xc3]),
    headers: { ce_id: Buffer.from('办件'), __proto: Buffer.from(''), '7': Buffer.from('a\u0000b') },
  };

  test('outlives a change of status in every column but those that say what became of it', async () => {
    await tellAt(store.db, EARLY, [
      fromKafka({ offset: 9, ...strange, timestamp: -1 }),
      asHttp('\u0000\n"\\'),
    ]);
    const before = await rejections(store.db);
    const columns = await store.db.query<{ name: string }>(
      "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'rejected_events'",
    );
    expect(Object.keys(before[0]!).sort()).toEqual(columns.map(({ name }) => name).sort());
    const settlement = settlementOn(store.db, () => AFTER);
    await settlement.discard(asked(allOpen, { note: 'noise' }));
    const changed = {
      status: 'discarded',
      resolved_by: 'wang',
      note: 'noise',
      updated_at: '2026-03-30 02:00:00.000',
    };
    expect(await rejections(store.db)).toEqual(before.map((row) => ({ ...row, ...changed })));
    const told = before.find(({ topic }) => topic !== '')!;
    expect(told).toMatchObject({
      raw_base64: true,
      key_base64: true,
      kafka_offset: 9,
      kafka_partition: 3,
    });
    expect(Buffer.from(told.raw, 'base64')).toEqual(strange.value);
    expect(Buffer.from(told.key, 'base64')).toEqual(strange.key);
    expect(told.headers).toMatchObject({ ce_id: '办件', '7': 'a\u0000b' });
  });

  test('whatever bytes it is made of', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((array) => Buffer.from(array));
    const told = fc.record({ key: fc.option(bytes), value: bytes });
    await fc.assert(
      fc.asyncProperty(told, async ({ key, value }) => {
        await emptyStore(store.db);
        await tellAt(store.db, EARLY, [fromKafka({ offset: 1, key, value })]);
        const settlement = settlementOn(store.db, () => EARLY);
        const [result] = await resultsOf(settlement.replay(asked(allOpen)));
        await settlement.discard(asked(allOpen, { note: 'x' }));
        const [row, ...others] = await rejections(store.db);
        expect(result?.outcome).toBe('rejected');
        expect(others).toEqual([]);
        expect(Buffer.from(row!.raw, row!.raw_base64 ? 'base64' : 'utf8')).toEqual(value);
        expect(Buffer.from(row!.key, row!.key_base64 ? 'base64' : 'utf8')).toEqual(key ?? Buffer.alloc(0));
      }),
      { numRuns: 25 },
    );
  });

  test('a change counts as later than the one before it, also when the clock stands still or goes back', async () => {
    await tellAt(store.db, EARLY, [asHttp({})]);
    const statuses = ['discarded', 'replayed', 'discarded'] as const;
    for (const [i, became] of statuses.entries()) {
      const [row] = await rejections(store.db);
      await resolveRejected(store.db, [{ row: row!, fate: { became } }], {
        by: 'a',
        note: '',
        at: EARLY - i * 1000,
      });
      expect((await rejections(store.db))[0]).toMatchObject({
        status: became,
        updated_at: `2026-03-01 02:00:00.00${i + 1}`,
      });
    }
  });
});

describe('lists', () => {
  const tell = async () => {
    await tellAt(store.db, EARLY, [asHttp({ ...received, id: 'web-1', type: 'permit.nothing' }), asHttp({})]);
    await tellAt(store.db, EARLY + 1, [fromKafka({ offset: 1, value: Buffer.from('{') })]);
    await tellAt(
      store.db,
      EARLY + 2,
      asBatch([{ ...received, id: 'File-1', data: { jurisdiction: 7 } }, tomorrow]),
    );
    const [first] = await rejections(store.db);
    const fate = { became: 'replayed' as const };
    await resolveRejected(store.db, [{ row: first!, fate }], { by: 'a', note: '', at: EARLY + 9 });
    return rejections(store.db);
  };

  test.each<[Partial<RejectedFilter>, (row: Awaited<ReturnType<typeof tell>>[number]) => boolean, number]>([
    [{}, () => true, 5],
    [{ status: 'open' }, ({ status }) => status === 'open', 4],
    [{ status: 'replayed' }, ({ status }) => status === 'replayed', 1],
    [{ status: 'discarded' }, () => false, 0],
    [{ code: 'bad-data' }, ({ code }) => code === 'bad-data', 1],
    [{ stage: 'decode' }, ({ stage }) => stage === 'decode', 1],
    [{ stage: 'semantic' }, ({ stage }) => stage === 'semantic', 1],
    [{ origin: 'http' }, ({ origin }) => origin === 'http', 2],
    [{ origin: 'log.ndjson' }, ({ origin }) => origin.startsWith('log.ndjson:'), 2],
    [{ topic: TOPIC }, ({ topic }) => topic === TOPIC, 1],
    [{ topic: 'permit' }, () => false, 0],
    [{ from: EARLY + 1 }, (row) => placeOf(row).receivedAt >= EARLY + 1, 3],
    [{ to: EARLY + 1 }, (row) => placeOf(row).receivedAt < EARLY + 1, 2],
    [{ from: EARLY + 1, to: EARLY + 2 }, (row) => placeOf(row).receivedAt === EARLY + 1, 1],
    [{ search: 'file-' }, (row) => row.event_id === 'File-1', 1],
    [{ search: "'%" }, () => false, 0],
  ])('of %j hold what it says and nothing else', async (change, belongs, n) => {
    const rows = (await tell()).filter(belongs);
    expect(rows).toHaveLength(n);
    const filter = { ...everyFilter, ...change };
    const listed = await readRejected(store.db, filter, null, 100);
    expect(listed).toEqual(rows.reverse().map(({ raw: _raw, key: _key, headers: _headers, ...row }) => row));
    const codes = await countRejected(store.db, filter);
    expect(codes.reduce((sum, one) => sum + one.n, 0)).toBe(n);
    for (const { code, n: many } of codes) expect(rows.filter((row) => row.code === code)).toHaveLength(many);
  });

  test('in pages hold each rejection once, in both orders, also where many came at one instant', async () => {
    for (const at of [EARLY, EARLY + 1])
      await tellAt(
        store.db,
        at,
        Array.from({ length: 7 }, (_, i) => asHttp({ at, i })),
      );
    const all = await idsOf();
    const [latest, earliest]: string[][] = [[], []];
    let before = null as Parameters<typeof readRejected>[2];
    for (let page = 0; page < 5; page += 1) {
      const rows = await readRejected(store.db, everyFilter, before, 3);
      latest!.push(...rows.map((row) => row.rejection_id));
      before = placeOf(rows.at(-1)!);
    }
    let after = null as Parameters<typeof listRejected>[2];
    for (let page = 0; page < 4; page += 1) {
      const rows = await listRejected(store.db, everyFilter, after, 4);
      earliest!.push(...rows.map(({ id }) => id));
      after = rows.at(-1)!;
    }
    expect(all).toHaveLength(14);
    expect(latest).toEqual([...all].reverse());
    expect(earliest).toEqual(all);
  });
});

describe('replay', () => {
  const latin = Buffer.concat([
    Buffer.from('{"place":"'),
    Buffer.from([0xe9, 0xff]),
    Buffer.from(`",${JSON.stringify(tomorrow).slice(1)}`),
  ]);
  const doors: [string, Parameters<typeof tellAt>[2][number]][] = [
    ['a body', asHttp(tomorrow)],
    ['an element of a body', { origin: 'http', event: tomorrow }],
    [
      'HTTP binary mode',
      {
        origin: 'http',
        event: tomorrow,
        raw: JSON.stringify({ ...tomorrow, data: JSON.stringify(tomorrow['data']) }),
      },
    ],
    ['a line of an NDJSON file', { origin: 'log.ndjson:7', event: tomorrow }],
    ['a row that a mapping made an event of', { origin: 'log.csv:7', event: tomorrow }],
    [
      'a Kafka message',
      fromKafka({ offset: 5, key: Buffer.from('one'), value: Buffer.from(JSON.stringify(tomorrow)) }),
    ],
    ['a Kafka message in binary mode', binary(tomorrow, 6)],
    ['a Kafka message that is no UTF-8', fromKafka({ offset: 7, key: Buffer.from('one'), value: latin })],
  ];

  test.each(doors)(
    '%s: refused while its cause lasts, taken in once it is mended, then a repeat',
    async (_, item) => {
      let now = EARLY;
      const settlement = settlementOn(store.db, () => now);
      await tellAt(store.db, now, [item]);
      const [kept] = await rejections(store.db);
      expect(kept).toMatchObject({ code: 'time-in-future', replays: 0 });
      now += 1000;
      const [refused] = await resultsOf(settlement.replay(asked(named(kept!.rejection_id))));
      expect(refused).toMatchObject({ outcome: 'rejected', problems: [{ code: 'time-in-future' }] });
      expect(refused!.problems[0]!.message).toContain('2026-03-01T02:10:01.000Z');
      expect(await rejections(store.db)).toEqual([
        {
          ...kept!,
          replays: 1,
          problems: JSON.stringify(refused!.problems),
          updated_at: '2026-03-01 02:00:01.000',
        },
      ]);
      now = AFTER;
      const mended = asked(allOpen, { note: 'its day has come' });
      expect(outcomes(await resultsOf(settlement.replay(mended)))).toEqual(['accepted']);
      const [replayed, ...others] = await rejections(store.db);
      expect(others).toEqual([]);
      expect(replayed).toMatchObject({
        status: 'replayed',
        replays: 2,
        resolved_by: 'wang',
        note: 'its day has come',
        raw: kept!.raw,
      });
      expect(await store.db.query('SELECT case_id, events FROM cases FINAL')).toEqual([
        { case_id: 'one', events: 1 },
      ]);
      const stored = await everything(store.db);
      expect(outcomes(await resultsOf(settlement.replay(asked(allOpen))))).toEqual([]);
      const again = await resultsOf(settlement.replay(asked(named(kept!.rejection_id), { by: 'li' })));
      expect(outcomes(again)).toEqual(['duplicate']);
      expect(await everything(store.db)).toEqual(stored);
    },
  );

  test.each([
    ['HTTP', asHttp({ ...tomorrow, id: 'one-1' })],
    ['Kafka', binary({ ...tomorrow, id: 'one-1' }, 8)],
  ])('from %s of an id that stands for something else stays the one rejection it is', async (_, item) => {
    await tellAt(store.db, AFTER, asBatch(one.messages()));
    await tellAt(store.db, AFTER, [item]);
    const settlement = settlementOn(store.db, () => AFTER + 1);
    const results = await resultsOf(settlement.replay(asked(allOpen)));
    expect(results).toMatchObject([{ outcome: 'rejected', problems: [{ code: 'id-used-twice' }] }]);
    expect(await rejections(store.db)).toMatchObject([{ status: 'open', replays: 1, code: 'id-used-twice' }]);
  });

  test('goes by the order of receipt: of two that share an id, the one told first is taken in', async () => {
    const other = { ...tomorrow, time: '2026-03-21T10:00:00+08:00' };
    await tellAt(store.db, EARLY + 1, [asHttp(other)]);
    await tellAt(store.db, EARLY, [asHttp(tomorrow)]);
    const ids = await idsOf();
    const settlement = settlementOn(store.db, () => AFTER);
    const results = await resultsOf(settlement.replay(asked(named(...ids.reverse()))));
    expect(outcomes(results)).toEqual(['accepted', 'rejected']);
    const [stored] = await store.db.query<{ at: string }>(
      'SELECT toString(occurred_at) AS at FROM case_events',
    );
    expect(stored?.at).toBe('2026-03-20 02:00:00.000');
  });

  test('of more than a page goes on where it stopped, past those that stay', async () => {
    const many = Array.from({ length: 230 }, (_, i) =>
      asHttp(
        i % 2 === 0 ? { ...tomorrow, id: `n${i}` } : { ...tomorrow, id: `n${i}`, type: 'permit.nothing' },
      ),
    );
    await tellAt(store.db, EARLY, many);
    const settlement = settlementOn(store.db, () => AFTER);
    const first = await settlement.replay(asked(allOpen));
    if (!first.ok || !('filter' in allOpen)) throw new Error('expected an answer');
    expect(first.value.results).toHaveLength(200);
    const second = await settlement.replay(asked({ ...allOpen, after: first.value.next }));
    if (!second.ok) throw new Error('expected an answer');
    expect(second.value).toMatchObject({ next: null });
    expect(second.value.results).toHaveLength(30);
    const byStatus =
      'SELECT toString(status) AS status, count() AS n, max(replays) AS replays FROM rejected_events FINAL GROUP BY status ORDER BY status';
    expect(await store.db.query(byStatus)).toEqual([
      { status: 'open', n: 115, replays: 1 },
      { status: 'replayed', n: 115, replays: 1 },
    ]);
    expect(await count(store.db, 'case_events')).toBe(115);
  });

  test.each([
    [
      'a row of a CSV file',
      { origin: 'log.csv:3', raw: '{"case":"1","specversion":"1.0"}' },
      /import the file again/,
    ],
    ['a broken line of a CSV file', { origin: 'log.csv.gz:3', raw: '1,"2' }, /import the file again/],
    [
      'an event whose end was not kept',
      { origin: 'http', raw: '{"specversion":' },
      /only its beginning was kept/,
    ],
  ])('%s says why it cannot be, and stays as it is', async (_, { origin, raw }, why) => {
    await tellAt(store.db, EARLY, [{ origin, raw, problem: { code: 'row-not-mapped', message: 'no' } }]);
    const before = await rejections(store.db);
    const [result] = await resultsOf(settlementOn(store.db, () => AFTER).replay(asked(allOpen)));
    expect(result).toMatchObject({ outcome: 'not-replayable', problems: [{ code: 'not-replayable' }] });
    expect(result!.problems[0]!.message).toMatch(why);
    expect(await rejections(store.db)).toEqual(before);
  });

  test('of one that was kept without its deepest levels is refused: it would be another event', async () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 70; level += 1) deep = { deep };
    await tellAt(store.db, AFTER, [{ origin: 'http', event: { ...received, extension: deep } }]);
    const [result] = await resultsOf(settlementOn(store.db, () => AFTER).replay(asked(allOpen)));
    expect(result).toMatchObject({ outcome: 'not-replayable' });
    expect(await count(store.db, 'case_events')).toBe(0);
  });

  test('an event told whole whose data is text is not taken for binary mode', async () => {
    await tellAt(store.db, AFTER, [asHttp({ ...received, data: JSON.stringify(received['data']) })]);
    const [result] = await resultsOf(settlementOn(store.db, () => AFTER).replay(asked(allOpen)));
    expect(result).toMatchObject({
      outcome: 'rejected',
      problems: [{ code: 'bad-envelope', field: 'data' }],
    });
  });

  test('one that the store itself refuses does not hold up the others', async () => {
    const poison = { ...tomorrow, id: 'poison' };
    await tellAt(store.db, EARLY, [asHttp(tomorrow), asHttp(poison), asHttp({ ...tomorrow, id: 'third' })]);
    const db: Database = {
      ...store.db,
      insertRaw: async (statement) => {
        if (statement.includes('case_events') && statement.includes('poison'))
          throw new Error('Code: 117. DB::Exception: it does not fit');
        await store.db.insertRaw(statement);
      },
    };
    const results = await resultsOf(settlementOn(db, () => AFTER).replay(asked(allOpen)));
    expect(outcomes(results).sort()).toEqual(['accepted', 'accepted', 'rejected']);
    const open = (await rejections(store.db)).filter(({ status }) => status === 'open');
    expect(open).toMatchObject([{ event_id: 'poison', code: 'not-stored', stage: 'insert', replays: 1 }]);
    expect(await count(store.db, 'case_events')).toBe(2);
  });

  test('broken off between taking in and marking: the next one finds a duplicate, and nothing is lost or doubled', async () => {
    await tellAt(store.db, EARLY, [asHttp(tomorrow), binary({ ...tomorrow, id: 'other' }, 1)]);
    let isArmed = true;
    const db: Database = {
      ...store.db,
      insertRaw: async (statement) => {
        if (isArmed && statement.includes('rejected_events')) throw new Error('the store broke');
        await store.db.insertRaw(statement);
      },
    };
    const settlement = settlementOn(db, () => AFTER);
    await expect(settlement.replay(asked(allOpen))).rejects.toThrow('the store broke');
    expect(await count(store.db, 'case_events')).toBe(2);
    expect((await rejections(store.db)).map(({ status }) => status)).toEqual(['open', 'open']);
    isArmed = false;
    expect(outcomes(await resultsOf(settlement.replay(asked(allOpen))))).toEqual(['duplicate', 'duplicate']);
    expect((await rejections(store.db)).map(({ status }) => status)).toEqual(['replayed', 'replayed']);
    expect(await count(store.db, 'case_events')).toBe(2);
  });

  test('through a gateway, what Kafka has made durable is replayed', async () => {
    await tellAt(store.db, EARLY, [asHttp(tomorrow), asHttp({})]);
    const told: unknown[] = [];
    const takeIn = async (batch: readonly { event?: unknown }[]) => {
      told.push(...batch.map(({ event }) => event));
      const receipts = batch.map(() => ({ id: null, status: 'queued' as const, problems: [] }));
      return { accepted: 0, duplicate: 0, rejected: 0, queued: batch.length, receipts };
    };
    const settlement = createSettlement({ db: store.db, takeIn, now: () => AFTER });
    expect(outcomes(await resultsOf(settlement.replay(asked(allOpen)))).sort()).toEqual([
      'queued',
      'rejected',
    ]);
    expect(told).toEqual([tomorrow]);
    expect((await rejections(store.db)).map(({ status }) => status).sort()).toEqual(['open', 'replayed']);
  });

  test('dry: says what would come of it and changes nothing', async () => {
    await tellAt(store.db, EARLY, [
      asHttp(tomorrow),
      asHttp({}),
      { origin: 'a.csv:1', raw: '1,2', problem: { code: 'x', message: 'x' } },
    ]);
    const before = await everything(store.db);
    const settlement = settlementOn(store.db, () => AFTER);
    const dry = asked(allOpen, { dryRun: true, note: 'x' });
    expect(outcomes(await resultsOf(settlement.replay(dry))).sort()).toEqual([
      'acceptable',
      'not-replayable',
      'rejected',
    ]);
    expect(await settlement.discard(dry)).toMatchObject({ ok: true, value: { results: [{}, {}, {}] } });
    expect(await everything(store.db)).toEqual(before);
  });
});

describe('discard', () => {
  test('keeps who and why; what is settled already stays as it is', async () => {
    await tellAt(store.db, EARLY, [asHttp(tomorrow), asHttp({})]);
    const settlement = settlementOn(store.db, () => AFTER);
    await settlement.replay(asked(allOpen));
    const [a, b] = await idsOf();
    const before = (await rejections(store.db)).find(({ status }) => status === 'replayed');
    const answer = await settlement.discard(asked(named(a!, b!), { by: 'li', note: 'a test of the source' }));
    if (!answer.ok) throw new Error('expected an answer');
    expect(outcomes(answer.value.results).sort()).toEqual(['discarded', 'unchanged']);
    const unchanged = answer.value.results.find(({ outcome }) => outcome === 'unchanged');
    expect(unchanged).toMatchObject({
      id: before!.rejection_id,
      problems: [{ code: 'not-open', value: 'replayed' }],
    });
    expect(await rejections(store.db)).toContainEqual(before);
    expect(await rejections(store.db)).toContainEqual(
      expect.objectContaining({
        status: 'discarded',
        resolved_by: 'li',
        note: 'a test of the source',
        replays: 1,
      }),
    );
  });

  test('can be thought better of: replayed by id, it is taken in', async () => {
    await tellAt(store.db, EARLY, [asHttp(tomorrow)]);
    const [id] = await idsOf();
    let now = EARLY;
    const settlement = settlementOn(store.db, () => now);
    await settlement.discard(asked(named(id!), { note: 'noise' }));
    expect(outcomes(await resultsOf(settlement.replay(asked(allOpen))))).toEqual([]);
    expect(outcomes(await resultsOf(settlement.replay(asked(named(id!)))))).toEqual(['rejected']);
    expect(await rejections(store.db)).toMatchObject([{ status: 'discarded', replays: 1, note: 'noise' }]);
    now = AFTER;
    expect(outcomes(await resultsOf(settlement.replay(asked(named(id!)))))).toEqual(['accepted']);
    expect(await rejections(store.db)).toMatchObject([{ status: 'replayed', replays: 2 }]);
  });

  test('and replay of the same rejection wait for each other', async () => {
    await tellAt(store.db, EARLY, [asHttp(tomorrow)]);
    const settlement = settlementOn(store.db, () => AFTER);
    const [replayed, discarded] = await Promise.all([
      settlement.replay(asked(allOpen)),
      settlement.discard(asked(named(...(await idsOf())), { note: 'x' })),
    ]);
    expect([replayed, discarded]).toMatchObject([
      { value: { results: [{ outcome: 'accepted' }] } },
      { value: { results: [{ outcome: 'unchanged' }] } },
    ]);
    expect(await rejections(store.db)).toMatchObject([{ status: 'replayed' }]);
  });
});

test('an id that nobody knows is named, and nothing is done to the others', async () => {
  await tellAt(store.db, EARLY, [asHttp(tomorrow)]);
  const before = await everything(store.db);
  const settlement = settlementOn(store.db, () => AFTER);
  const unknown = 'f'.repeat(32);
  for (const deed of [settlement.replay, settlement.discard])
    expect(await deed(asked(named(...(await idsOf()), unknown), { note: 'x' }))).toMatchObject({
      ok: false,
      problems: [{ code: 'rejection-not-found', value: unknown, message: `no rejection ${unknown} is kept` }],
    });
  expect(await everything(store.db)).toEqual(before);
  expect(await readStored(store.db, [unknown])).toEqual([]);
  expect(await intakeOn(store.db)([])).toMatchObject({ receipts: [] });
});
