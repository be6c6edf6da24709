// Every query of every board runs on a store with all that boards show, is not empty, and gives the columns and types
// that Grafana needs of it.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Board,
  BoardQuestion,
  BoardTarget,
  BoardVariable,
  FieldOverride,
  PlainPanel,
} from '../../schemas/board.ts';
import { readMarks } from '../../services/boards/annotation-marks.ts';
import { listedOptions } from '../../services/boards/list-options.ts';
import { loadBoards } from '../../services/boards/load-boards.ts';
import { bareType, type Frame, MOST_ROWS, readFrame } from '../../services/boards/read-frame.ts';
import { panelsOf } from '../../services/boards/run-panel.ts';
import { optionsOf, settledSql } from '../../services/boards/settle-variables.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { type BoardStore, boardQuestion, openBoardStore } from '../support/board-store.ts';

const loaded = await loadBoards(join(packageRoot(), 'dashboards'));
if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
const { zh, en } = loaded.boards;

const NO_UNIT = 'events of this system tell no department';
/** What is rightly empty on this store, by `<board>/<panel, mark or variable>`, and why. */
const EMPTY: Readonly<Record<string, string>> = {
  'shixian-power/department': NO_UNIT,
  'shixian-water/department': NO_UNIT,
  'shixian-gas/department': NO_UNIT,
};

let store: BoardStore;
beforeAll(async () => {
  store = await openBoardStore();
}, 300_000);
afterAll(() => store.close());

interface Query {
  readonly board: Board;
  readonly panel: PlainPanel;
  readonly target: BoardTarget;
  readonly name: string;
}

const placeOf = (board: Board, title: string): string => `${board.uid}/${title}`;
const queriesOf = (board: Board): Query[] =>
  panelsOf(board).flatMap((panel) =>
    panel.targets.map((target) => {
      const name = `${placeOf(board, `${panel.id} ${panel.title}`)}/${target.refId}`;
      return { board, panel, target, name };
    }),
  );
const marksOf = (board: Board) => board.annotations.list.filter(({ target }) => target?.rawSql !== undefined);
const queried = (board: Board): BoardVariable[] =>
  board.templating.list.filter(({ type }) => type === 'query');

/** What is typed into the text boxes of boards. */
const typed = (board: Board): BoardQuestion['variables'] =>
  Object.fromEntries(
    board.templating.list.filter(({ type }) => type === 'textbox').map(({ name }) => [name, [store.caseId]]),
  );
const asked = (board: Board, variables: BoardQuestion['variables'] = {}) => ({
  db: store.db,
  board,
  question: boardQuestion({ ...typed(board), ...variables }),
});

/** Marks are looked for over years, for a quarter may have none. */
const overYears = (board: Board) => {
  const { question, ...rest } = asked(board);
  return { ...rest, question: { ...question, from: Date.UTC(2019, 0, 1) } };
};

const frames = new Map<string, Promise<Frame>>();
/** The rows as the store gives them, not yet put in order. */
function frameOf({ board, target, name }: Query): Promise<Frame> {
  const run = async () => readFrame(store.db, await settledSql(asked(board), target.rawSql), name);
  const frame = frames.get(name) ?? run();
  frames.set(name, frame);
  return frame;
}

const NUMBER = /^(?:U?Int\d+|Float\d+|Decimal)/;
const TEXT = /^(?:String|FixedString|Enum)/;
/** Types for which the plugin has no column of its own, or that Grafana shows as something else. */
const UNFIT = /^(?:Bool|Date(?:32)?$|Array|Map|Tuple|Nothing|UUID|U?Int(?:128|256))/;
const isNumber = (type: string) => NUMBER.test(bareType(type));

const CALLS = /\b(?:(?:case|clock)_at|indicator_\w+)\(/;
const inAnyOrder = ({ rows }: Pick<Frame, 'rows'>) => rows.map((row) => JSON.stringify(row)).sort();

const isEmptyOn = (place: string): boolean => place in EMPTY;
const placeOfQuery = ({ board, panel }: Query) => placeOf(board, panel.title);

describe.each(zh.map((board) => [board.uid, board] as const))('%s', (_uid, board) => {
  const queries = queriesOf(board);

  it.each(queries.map((query) => [query.name, query] as const))('%s', async (name, query) => {
    const { columns, rows, truncated } = await frameOf(query);
    const types = columns.map((column) => `${column.name} ${column.type}`);
    expect(truncated, `${name} has more than ${MOST_ROWS} rows`).toBe(false);
    expect(
      columns.filter(({ type }) => UNFIT.test(bareType(type))),
      `${name}: ${types}`,
    ).toEqual([]);
    if (isEmptyOn(placeOfQuery(query))) return;
    expect(rows.length, `${name} has no rows`).toBeGreaterThan(0);
    if (query.panel.type === 'stat' || query.panel.type === 'gauge')
      for (const [i, column] of columns.entries())
        expect(
          rows.some((row) => row[i] !== null),
          `${name}: ${column.name} is null`,
        ).toBe(true);
  });

  const calling = queries.filter(({ target }) => CALLS.test(target.rawSql));
  it.each(calling.map((query) => [query.name, query] as const))(
    '%s answers the same where the engine calls the view',
    async (name, query) => {
      const sql = await settledSql(asked(board), query.target.rawSql);
      expect(store.shixian.inline(sql), name).not.toBe(sql);
      const called = await readFrame(store.plain, sql, name);
      const { columns, rows } = await frameOf(query);
      expect(called.columns, name).toEqual(columns);
      expect(inAnyOrder(called), name).toEqual(inAnyOrder({ rows }));
    },
  );

  const series = queries.filter(({ target }) => target.format === 0);
  it.each(series.map((query) => [query.name, query] as const))('%s is a time series', async (name, query) => {
    const { columns, rows } = await frameOf(query);
    if (rows.length === 0 && isEmptyOn(placeOfQuery(query))) return;
    expect(bareType(columns[0]!.type), name).toMatch(/^DateTime/);
    expect(columns.filter(({ type }) => isNumber(type)).length, name).toBeGreaterThan(0);
    const others = columns.slice(1).filter(({ type }) => !isNumber(type));
    expect(
      others.filter(({ type }) => !TEXT.test(bareType(type))),
      name,
    ).toEqual([]);
    const times = rows.map(([time]) => time as number);
    expect(times, `${name} is not in order of time`).toEqual(times.toSorted((a, b) => a - b));
    expect(times, name).not.toContain(null);
  });

  const tables = panelsOf(board).filter(({ targets }) => targets.some(({ format }) => format === 1));
  it.each(tables.map((panel) => [placeOf(board, panel.title), panel] as const))(
    '%s refers to columns it has',
    async (name, panel) => {
      const own = queries.filter((query) => query.panel === panel);
      const frames = await Promise.all(own.map(frameOf));
      const columns = new Set(frames.flatMap((frame) => frame.columns.map((column) => column.name)));
      const { fields, sorted } = namesIn(panel);
      expect(
        fields.filter((field) => !columns.has(field)),
        name,
      ).toEqual([]);
      const shown = new Set([...columns].map((column) => shownNameOf(panel, column)));
      expect(
        sorted.filter((field) => !shown.has(field)),
        name,
      ).toEqual([]);
    },
  );

  it.each(queried(board).map((variable) => [variable.name, variable] as const))(
    'variable %s has options',
    async (name, variable) => {
      const options = await optionsOf(asked(board), variable);
      if (!isEmptyOn(placeOf(board, name))) expect(options.length, name).toBeGreaterThan(0);
      expect(
        options.filter(({ value, text }) => value === '' || text === ''),
        name,
      ).toEqual([]);
    },
  );

  it.each(marksOf(board).map((annotation) => [annotation.name]))('mark %s', async (name) => {
    const { marks } = await readMarks(overYears(board), name);
    if (!isEmptyOn(placeOf(board, name))) expect(marks.length, placeOf(board, name)).toBeGreaterThan(0);
    expect(marks.filter(({ text, timeEnd, time }) => text === '' || (timeEnd ?? time) < time)).toEqual([]);
  });

  it('runs every query for single choices too', { timeout: 300_000 }, async () => {
    const choices = await lastChoices(board);
    const question = asked(board, choices);
    for (const { target, name } of queries) {
      const run = async () => readFrame(store.db, await settledSql(question, target.rawSql), name);
      await expect(run(), `${name} for ${JSON.stringify(choices)}`).resolves.toBeDefined();
    }
    for (const variable of queried(board))
      await expect(optionsOf(question, variable), variable.name).resolves.toBeDefined();
    for (const { name } of marksOf(board)) await expect(readMarks(question, name)).resolves.toBeDefined();
  });
});

/** Every variable with its last option alone: none as it is by default. */
async function lastChoices(board: Board): Promise<BoardQuestion['variables']> {
  const last: Record<string, string[]> = {};
  for (const variable of board.templating.list) {
    const { name, type } = variable;
    if (type !== 'query' && type !== 'custom') continue;
    const options = await optionsOf(asked(board), variable);
    last[name] = options.slice(-1).map(({ value }) => value);
  }
  return last;
}

/** The names of columns that overrides and links have, and those that the order of rows has. */
function namesIn(panel: PlainPanel): { fields: string[]; sorted: string[] } {
  const { overrides } = panel.fieldConfig;
  const byName = overrides.filter(({ matcher }) => matcher.id === 'byName');
  const linked = [...JSON.stringify(panel).matchAll(/__data\.fields(?:\.(\w+)|\[\\*["'](.+?)\\*["']\])/g)];
  const sortBy = (panel.options['sortBy'] ?? []) as { displayName: string }[];
  return {
    fields: [
      ...byName.map(({ matcher }) => matcher.options),
      ...linked.map((match) => (match[1] ?? match[2])!),
    ],
    sorted: sortBy.map(({ displayName }) => displayName),
  };
}

const propertyOf = ({ properties }: FieldOverride, id: string): unknown =>
  properties.find((property) => property.id === id)?.value;

/** Rows are put in order by the name a column is shown under. */
const shownNameOf = (panel: PlainPanel, column: string): string => {
  const own = panel.fieldConfig.overrides.filter(({ matcher }) => matcher.options === column);
  const named = own.map((override) => propertyOf(override, 'displayName')).find((name) => name !== undefined);
  return String(named ?? column);
};

describe('the two languages', () => {
  const asList = (board: Board) =>
    queriesOf(board).map(({ panel, target }) => [panel.id, panel.type, target.rawSql]);
  const choicesOf = ({ name, type, query }: BoardVariable) =>
    type === 'custom' && typeof query === 'string'
      ? [name, type, listedOptions(query).map(({ value }) => value)]
      : [name, type, query];

  it('have the same boards with the same queries', () => {
    expect(en.map(({ uid }) => uid)).toEqual(zh.map(({ uid }) => `${uid}-en`));
    for (const [i, board] of zh.entries()) {
      expect(asList(en[i]!), board.uid).toEqual(asList(board));
      expect(en[i]!.templating.list.map(choicesOf), board.uid).toEqual(board.templating.list.map(choicesOf));
      expect(marksOf(en[i]!).length, board.uid).toBe(marksOf(board).length);
    }
  });

  it('have the same marks, whatever their words', async () => {
    for (const [i, board] of zh.entries())
      for (const [k, { name }] of marksOf(board).entries()) {
        const times = async (of: Board, mark: string) =>
          (await readMarks(overYears(of), mark)).marks.map(({ time, timeEnd }) => [time, timeEnd]);
        const other = en[i]!;
        expect(await times(other, marksOf(other)[k]!.name), placeOf(board, name)).toEqual(
          await times(board, name),
        );
      }
  });
});

describe('the list of what is rightly empty', () => {
  it('names only what is there and empty', async () => {
    const places = new Map<string, () => Promise<number>>();
    for (const board of zh) {
      for (const query of queriesOf(board))
        places.set(placeOfQuery(query), async () => (await frameOf(query)).rows.length);
      for (const { name } of marksOf(board))
        places.set(placeOf(board, name), async () => (await readMarks(overYears(board), name)).marks.length);
      for (const variable of queried(board))
        places.set(
          placeOf(board, variable.name),
          async () => (await optionsOf(asked(board), variable)).length,
        );
    }
    for (const place of Object.keys(EMPTY)) {
      expect(places.has(place), place).toBe(true);
      expect(await places.get(place)!(), place).toBe(0);
    }
  });
});
