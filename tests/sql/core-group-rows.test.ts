// Core targets that judge a group: the view's average or share of hand-made cases, and whether it keeps the promise.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TargetRow } from '../../schemas/target-row.ts';
import { openShixian } from '../../services/main.ts';
import { ALL_KNOWN } from '../../services/store/read-indicators.ts';
import { readTargetIndicators } from '../../services/store/targets.ts';
import type { Message } from '../support/case-builder.ts';
import { type CoreRow, chineseTime, messagesOf, readCoreRows } from '../support/core-rows.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { shippedRules } from '../support/simulated.ts';

const groups = (await readCoreRows()).filter(({ group }) => group);
const asOf = chineseTime('2026-12-31 12:00');
const verdicts = { keeps: 'met', breaks: 'breached' } as const;

function messagesOfGroup(row: CoreRow, side: 'keeps' | 'breaks'): Message[] {
  return row.group![side].cases.flatMap(({ told, times, events }, i) =>
    Array.from({ length: times }, (_, n) =>
      messagesOf(row, `${row.id}-${side}-${i}-${n}`, { ...row.told, ...told }, events),
    ).flat(),
  );
}

let database: TestDatabase;
let stored: TargetRow[];

beforeAll(async () => {
  database = await openTestDatabase();
  const opened = await openShixian({ db: database.db, rules: await shippedRules(), now: () => asOf });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const messages = groups.flatMap((row) => [
    ...messagesOfGroup(row, 'keeps'),
    ...messagesOfGroup(row, 'breaks'),
  ]);
  const receipts = await opened.value.takeIn(messages.map((event) => ({ origin: 'test', event })));
  if (receipts.rejected > 0) throw new Error(JSON.stringify(receipts));
  const ask = (system: string) => readTargetIndicators(database.db, { system, asOf, knownAt: ALL_KNOWN });
  stored = (await Promise.all([...new Set(groups.map(({ system }) => system))].map(ask))).flat();
});
afterAll(() => database.close());

const count = (row: CoreRow, side: 'keeps' | 'breaks', isOpen: boolean): number =>
  row.group![side].cases.reduce((sum, { times, open }) => sum + (open === isOpen ? times : 0), 0);

describe.each(groups)('$id', (row) => {
  test.each(['keeps', 'breaks'] as const)(
    'is judged over the year of the cases of a group that %s it',
    (side) => {
      const { cases, average, why } = row.group![side];
      const year = `${cases[0]!.events[0]!.slice(0, 4)}-01-01`;
      const found = stored.filter(({ targetId, periodFrom }) => targetId === row.id && periodFrom === year);
      expect(found, why).toMatchObject([
        { verdict: verdicts[side], n: count(row, side, false), open: count(row, side, true) },
      ]);
      expect(Math.abs(found[0]!.actual! - average), why).toBeLessThan(0.005);
    },
  );
});
