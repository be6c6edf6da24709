// Every query of every board and alert rule passes the ClickHouse endpoint, and has there the columns and types it has
// without it: what is refused, and the form in which statements run, stand in no board's way.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Board, BoardQuestion } from '../../schemas/board.ts';
import { expandRuleQuery } from '../../services/boards/expand-query.ts';
import { loadBoards } from '../../services/boards/load-boards.ts';
import { panelsOf } from '../../services/boards/run-panel.ts';
import { settledSql } from '../../services/boards/settle-variables.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { openTestEndpoint, type TestEndpoint } from '../support/query-endpoint.ts';

const loaded = await loadBoards(join(packageRoot(), 'dashboards'));
if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
const { zh, en } = loaded.boards;

let store: TestDatabase;
let endpoint: TestEndpoint;
beforeAll(async () => {
  store = await openTestDatabase();
  endpoint = await openTestEndpoint(store.dir);
});
afterAll(async () => {
  await endpoint.close();
  await store.close();
});

const TO = Date.UTC(2026, 9, 30);
const time = { from: TO - 90 * 86_400_000, to: TO, intervalMs: 60_000 };

/** What is typed into the text boxes; the choices of the others are the board's own, or all. */
const typed = (board: Board): BoardQuestion['variables'] =>
  Object.fromEntries(
    board.templating.list.filter(({ type }) => type === 'textbox').map(({ name }) => [name, ['case-1']]),
  );

const rawQueries = (board: Board): string[] => [
  ...panelsOf(board).flatMap(({ targets }) => targets.map(({ rawSql }) => rawSql)),
  ...board.annotations.list.flatMap(({ target }) => (target?.rawSql === undefined ? [] : [target.rawSql])),
];

const FORMAT = 'JSONCompactEachRowWithNamesAndTypes';

const expectAlike = async (sql: string): Promise<void> => {
  const { status, text } = await endpoint.ask(sql, `/?default_format=${FORMAT}`);
  expect({ sql, status, text: status === 200 ? '' : text }).toEqual({ sql, status: 200, text: '' });
  const plain = await store.db.queryText(sql, undefined, FORMAT);
  const columns = (answer: string) => answer.split('\n').slice(0, 2);
  expect({ sql, columns: columns(text) }).toEqual({ sql, columns: columns(plain) });
};

/** Each different statement once. */
async function statementsOf(boards: readonly Board[]): Promise<Set<string>> {
  const statements = new Set<string>();
  for (const board of boards)
    for (const raw of rawQueries(board)) {
      const question = { ...time, variables: typed(board) };
      statements.add(await settledSql({ db: store.db, board, question }, raw));
    }
  expect(statements.size).toBeGreaterThan(50);
  return statements;
}

it('the queries of all boards pass', async () => {
  for (const sql of await statementsOf(zh)) await expectAlike(sql);
}, 300_000);

it('those in the other language differ in names alone, and are let through as well', async () => {
  for (const sql of await statementsOf(en)) {
    const { status, text } = await endpoint.ask(`EXPLAIN AST ${sql}`);
    expect({ sql, status, text: status === 200 ? '' : text }).toEqual({ sql, status: 200, text: '' });
  }
}, 300_000);

it('the queries of all alert rules pass', async () => {
  const folder = join(packageRoot(), 'infra/grafana/provisioning/alerting');
  const found: string[] = [];
  for (const name of readdirSync(folder))
    JSON.stringify(parse(readFileSync(join(folder, name), 'utf8')), (key, value) => {
      if (key === 'rawSql') found.push(value as string);
      return value;
    });
  expect(found.length).toBeGreaterThan(3);
  for (const raw of found) await expectAlike(expandRuleQuery(raw, time));
});
