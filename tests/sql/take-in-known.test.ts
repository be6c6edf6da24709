// What was left behind is folded, and what was known at an instant is answered in the same bytes ever after.
import { describe, expect, test } from 'vitest';
import { refreshStaleCases } from '../../services/evaluate/refresh-cases.ts';
import { writeEvents } from '../../services/store/case-events.ts';
import { ALL_KNOWN, instantParameter } from '../../services/store/read-indicators.ts';
import { enterEpoch } from '../../services/store/rules.ts';
import { instant, type Message, permitCase } from '../support/case-builder.ts';
import { aTarget } from '../support/target-builder.ts';
import {
  AFTER,
  asBatch,
  count,
  day,
  evaluationOn,
  intakeOn,
  one,
  two,
  useStore,
} from '../support/test-intake.ts';

const store = useStore();

const CASES = `SELECT * FROM case_at_known(as_of = {as_of:DateTime64(3, 'UTC')}, known_at = {known_at:DateTime64(3, 'UTC')}) ORDER BY case_id`;
const known = (knownAt: number) => ({ as_of: instantParameter(AFTER), known_at: instantParameter(knownAt) });
const bytesKnownAt = (knownAt: number) => store.db.queryText(CASES, known(knownAt), 'CSVWithNames');
const verdictsKnownAt = async (knownAt: number) =>
  (await store.db.query<{ case_id: string; verdict: string }>(CASES, known(knownAt))).map((row) => [
    row.case_id,
    row.verdict,
  ]);

describe('what was left behind', () => {
  const tell = (told: typeof one, receivedAt: number) =>
    writeEvents(
      store.db,
      told.events().map((event) => ({ event: { ...event, receivedAt }, origin: 'test' })),
      `test ${receivedAt}`,
    );

  test('events without clocks are folded, and known since they were received', async () => {
    const receivedAt = instant(day(20));
    await tell(one, receivedAt);
    const progress: number[][] = [];
    const refreshed = await refreshStaleCases(evaluationOn(store.db), AFTER, (...seen) =>
      progress.push(seen),
    );
    expect([refreshed, progress]).toEqual([1, [[1, 1]]]);
    expect(await store.db.query('SELECT case_id, target_id FROM clocks')).toEqual([
      { case_id: 'one', target_id: 'promise' },
    ]);
    expect(await verdictsKnownAt(receivedAt)).toEqual([['one', 'breached']]);
    expect(await verdictsKnownAt(receivedAt - 1)).toEqual([]);
    expect(await refreshStaleCases(evaluationOn(store.db), AFTER)).toBe(0);
  });

  test('a changed catalogue refolds every case, and what was answered before stays as it was', async () => {
    await intakeOn(store.db, () => instant(day(20)))(asBatch([...one.messages(), ...two.messages()]));
    const before = await bytesKnownAt(instant(day(21)));
    const longer = aTarget({ value: 50 });
    expect(await refreshStaleCases(evaluationOn(store.db, [longer], 2), AFTER)).toBe(2);
    expect(await verdictsKnownAt(ALL_KNOWN)).toEqual([
      ['one', 'running'],
      ['two', 'met'],
    ]);
    expect(await verdictsKnownAt(instant(day(21)))).toEqual([
      ['one', 'breached'],
      ['two', 'met'],
    ]);
    expect(await bytesKnownAt(instant(day(21)))).toBe(before);
    expect(await refreshStaleCases(evaluationOn(store.db, [longer], 2), AFTER)).toBe(0);
    expect(await count(store.db, 'clock_log')).toBe(4);
  });

  test('a target that no longer applies takes its clock with it, but not from older answers', async () => {
    await intakeOn(store.db, () => instant(day(20)))(asBatch(one.messages()));
    await refreshStaleCases(evaluationOn(store.db, [], 2), AFTER);
    expect(await verdictsKnownAt(ALL_KNOWN)).toEqual([['one', 'no-target']]);
    expect(await verdictsKnownAt(instant(day(21)))).toEqual([['one', 'breached']]);
  });

  test('the epoch rises with every change of the rules and only then', async () => {
    const epochs = [];
    for (const rules of ['a', 'a', 'b', 'a', 'a']) epochs.push(await enterEpoch(store.db, rules, AFTER));
    expect(epochs).toEqual([1, 1, 2, 3, 3]);
  });
});

describe('what was known at an instant', () => {
  test('is answered in the same bytes after any later correction, retraction, late event and repeat', async () => {
    const asked = instant(day(27));
    let now = asked;
    const takeIn = intakeOn(store.db, () => now);
    await takeIn(asBatch([...one.messages(), ...two.messages()]));
    const before = await bytesKnownAt(now);
    const changes = [
      one.corrected('one-2', { time: day(25) }, day(26)),
      two.retracted('two-3', day(26)),
      one.completed(day(8)),
      permitCase('three').received(day(4)).accepted(day(5)),
    ];
    const answers = [await verdictsKnownAt(ALL_KNOWN)];
    for (const told of changes) {
      now += 3_600_000;
      await takeIn(asBatch(told.messages().map((message) => ({ ...message, id: idOf(told, message) }))));
      answers.push(await verdictsKnownAt(ALL_KNOWN));
    }
    expect(await bytesKnownAt(asked)).toBe(before);
    expect(answers).toEqual([
      [
        ['one', 'breached'],
        ['two', 'met'],
      ],
      [
        ['one', 'running'],
        ['two', 'met'],
      ],
      [
        ['one', 'running'],
        ['two', 'breached'],
      ],
      [
        ['one', 'unknown'],
        ['two', 'breached'],
      ],
      [
        ['one', 'unknown'],
        ['three', 'breached'],
        ['two', 'breached'],
      ],
    ]);
  });

  /** The third event of case one differs between the changes above, so it is told under an id of its own. */
  const idOf = (told: typeof one, { id, type }: Message): string =>
    id === 'one-3' && type === 'permit.completed' && told !== two ? 'one-end' : id;
});
