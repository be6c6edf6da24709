// A statement that fails midway leaves nothing behind in the answers of those after it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());

/** Some of the answer is written before the engine comes to the number that fails. */
const FAILS_MIDWAY =
  'SELECT throwIf(number = 3000000) AS x FROM numbers(5000000) SETTINGS max_block_size = 1000';
const FORMAT = 'JSONCompactEachRowWithNamesAndTypes';

test('the next answers, asked after it or together with it, are their own alone', async () => {
  const { db } = opened;
  const failed = Array.from({ length: 3 }, () =>
    db.queryText(FAILS_MIDWAY, {}, FORMAT).catch(() => 'failed'),
  );
  const beside = Array.from({ length: 4 }, (_, i) => db.queryText(`SELECT ${i} AS n`, {}, FORMAT));
  expect(await Promise.all(failed)).toEqual(['failed', 'failed', 'failed']);
  const after = Array.from({ length: 4 }, (_, i) => db.queryText(`SELECT ${i} AS n`, {}, FORMAT));
  const expected = Array.from({ length: 4 }, (_, i) => `["n"]\n["UInt8"]\n[${i}]\n`);
  expect(await Promise.all(beside)).toEqual(expected);
  expect(await Promise.all(after)).toEqual(expected);
});
