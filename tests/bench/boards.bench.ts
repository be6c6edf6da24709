// How long every query of every board takes over many cases. Made-up cases of all systems are judged and their rows then
// copied in SQL under other ids, each copy a minute after the one before, in batches and as parts that the engine merges by itself, as it does in use; nothing is
// merged by command. Only the panels' SELECTs are timed, one at a time, with warm files. `npm run bench:boards`
// Beside each time stands how many times that of a plain reading of the cases it is.
// SHIXIAN_CASES (1000000) copied from SHIXIAN_MADE (10000); SHIXIAN_ROUNDS (3) of each query, of which the median
// counts; SHIXIAN_BOARDS (all) is a part of the uids to look at.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Board } from '../../schemas/board.ts';
import { loadBoards } from '../../services/boards/load-boards.ts';
import { readFrame } from '../../services/boards/read-frame.ts';
import { panelsOf } from '../../services/boards/run-panel.ts';
import { settledSql } from '../../services/boards/settle-variables.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import type { Database } from '../../services/store/database.ts';
import { type BoardStore, boardQuestion, openBoardStore } from '../support/board-store.ts';

const CASES = Number(process.env['SHIXIAN_CASES'] ?? 1_000_000);
const MADE = Math.min(CASES, Number(process.env['SHIXIAN_MADE'] ?? 10_000));
const ROUNDS = Number(process.env['SHIXIAN_ROUNDS'] ?? 3);
const ONLY = process.env['SHIXIAN_BOARDS'] ?? '';
const SLOW_MS = 300;
/** What the rows of the cases cost to read at all: beside it the others can be compared on any machine. */
const PLAIN =
  'SELECT jurisdiction, count() AS n, max(last_due) AS due FROM cases FINAL GROUP BY jurisdiction';
/** Copies made by one insert. */
const AT_ONCE = 10;
/** The tables of which each case has rows of its own; the logs are read for past knowledge alone. */
const TABLES = ['cases', 'clocks', 'case_events'];

test('every query of every board', { timeout: 7_200_000 }, async () => {
  const loaded = await loadBoards(join(packageRoot(), 'dashboards'));
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  const store = await openBoardStore(MADE);
  await copyCases(store.db);
  await settled(store.db);
  await describeStore(store.db);
  const boards = loaded.boards.zh.filter(({ uid }) => uid.includes(ONLY));
  const before = await timeQuery(store.db, PLAIN, PLAIN);
  const timed = (await timeBoards(store, boards)).sort((a, b) => b.ms - a.ms);
  const plain = (before.ms + (await timeQuery(store.db, PLAIN, PLAIN)).ms) / 2;
  say(`${PLAIN} takes ${plain.toFixed(0)} ms`);
  say('     ms  times that     rows  query');
  for (const { ms, rows, name } of timed)
    say(
      `${ms.toFixed(0).padStart(7)}  ${(ms / plain).toFixed(1).padStart(10)}  ${String(rows).padStart(7)}  ${name}`,
    );
  const slow = timed.filter(({ ms }) => ms > SLOW_MS);
  say(`${slow.length} of ${timed.length} queries take over ${SLOW_MS} ms (median of ${ROUNDS})`);
  say(`one after another they take ${(timed.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(1)} s`);
  expect(timed.length).toBeGreaterThan(0);
  await store.close();
});

/**
 * Copies every made-up case until there are enough; ids begin with the copy, so that those of one case lie apart, and no
 * two copies happen at one time, since what ends in one minute and place is a sign that boards tell of.
 */
async function copyCases(db: Database): Promise<void> {
  const copies = Math.ceil(CASES / MADE) - 1;
  for (const table of TABLES) {
    const columns = await db.query<{ name: string; type: string }>(
      `SELECT name, type FROM system.columns
       WHERE database = currentDatabase() AND table = {table:String} AND default_kind NOT IN ('MATERIALIZED', 'ALIAS')`,
      { table },
    );
    const names = columns.map(({ name }) => name);
    const values = columns.map(({ name, type }) => copiedValue[name] ?? copiedOf(name, type));
    for (let from = 1; from <= copies; from += AT_ONCE)
      await db.command(
        `INSERT INTO ${table} (${names}) SELECT ${values} FROM ${table} FINAL
         CROSS JOIN (SELECT arrayJoin(range(${from}, ${Math.min(from + AT_ONCE, copies + 1)})) AS copy) AS copies
         WHERE startsWith(case_id, 'SIM-')`,
      );
  }
}

const copiedValue: Readonly<Record<string, string>> = {
  case_id: "concat('COPY-', toString(copy), '-', case_id)",
  event_id: "concat('COPY-', toString(copy), '-', event_id)",
};

const LATER = 'toIntervalMinute(copy)';

function copiedOf(name: string, type: string): string {
  if (/^(?:Nullable\()?DateTime64/.test(type)) return `${name} + ${LATER}`;
  return /^Array\((?:Nullable\()?DateTime64/.test(type) ? `arrayMap(x -> x + ${LATER}, ${name})` : name;
}

/** Waits until the engine merges no more by itself. */
async function settled(db: Database): Promise<void> {
  for (let quiet = 0; quiet < 5; ) {
    const [merging] = await db.query<{ n: number }>('SELECT count() AS n FROM system.merges');
    quiet = merging!.n === 0 ? quiet + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function describeStore(db: Database): Promise<void> {
  for (const table of TABLES) {
    const [held] = await db.query<{ rows: number; parts: number; mib: number }>(
      `SELECT sum(rows) AS rows, count() AS parts, round(sum(bytes_on_disk) / 1048576) AS mib FROM system.parts
       WHERE database = currentDatabase() AND table = {table:String} AND active`,
      { table },
    );
    say(`${table}: ${held!.rows.toLocaleString('en')} rows in ${held!.parts} parts, ${held!.mib} MiB`);
  }
}

interface Timed {
  readonly name: string;
  readonly ms: number;
  readonly rows: number;
}

async function timeBoards({ db, caseId }: BoardStore, boards: readonly Board[]): Promise<Timed[]> {
  const timed: Timed[] = [];
  for (const board of boards) {
    const question = boardQuestion(typedInto(board, caseId));
    for (const panel of panelsOf(board))
      for (const { rawSql, refId } of panel.targets) {
        const sql = await settledSql({ db, board, question }, rawSql);
        timed.push(await timeQuery(db, sql, `${board.uid}/${panel.id} ${panel.title}/${refId}`));
      }
  }
  return timed;
}

const typedInto = (board: Board, caseId: string): Record<string, string[]> =>
  Object.fromEntries(
    board.templating.list.filter(({ type }) => type === 'textbox').map(({ name }) => [name, [caseId]]),
  );

async function timeQuery(db: Database, sql: string, name: string): Promise<Timed> {
  const times: number[] = [];
  let rows = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    rows = (await readFrame(db, sql, name)).rows.length;
    times.push(performance.now() - began);
  }
  return { name, ms: times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!, rows };
}

function say(line: string): void {
  console.log(line);
}
