// Panels under their rows and in the grid, questions in their turn, and a table as a file.
import { describe, expect, test } from 'vitest';
import { BoardPanel } from '../../schemas/board.ts';
import { frameCsv } from '../../services/web/boards/frame-csv.ts';
import { cellOf, sectionsOf } from '../../services/web/boards/grid-sections.ts';
import { openQueue } from '../../services/web/boards/query-queue.ts';

const panel = (id: number, y: number, x = 0, more: object = {}) =>
  BoardPanel.parse({ id, type: 'stat', gridPos: { x, y, w: 6, h: 4 }, ...more });
const row = (id: number, y: number, more: object = {}) =>
  panel(id, y, 0, { type: 'row', title: 'R', gridPos: { x: 0, y, w: 24, h: 1 }, ...more });

describe('the sections of a board', () => {
  test('are what stands above the first row, then each row with what follows it', () => {
    const found = sectionsOf([panel(5, 6), row(4, 5), panel(2, 0, 6), panel(1, 0)]);
    expect(found.map((section) => [section.row?.id ?? null, section.panels.map(({ id }) => id)])).toEqual([
      [null, [1, 2]],
      [4, [5]],
    ]);
  });
  test('a folded row holds its own panels and starts folded', () => {
    const held = [panel(9, 7, 6), panel(8, 7)];
    const [first, second] = sectionsOf([
      row(7, 6, { collapsed: true, panels: held }),
      row(10, 11),
      panel(11, 12),
    ]);
    expect([first!.isFolded, first!.panels.map(({ id }) => id)]).toEqual([true, [8, 9]]);
    expect([second!.isFolded, second!.panels.map(({ id }) => id)]).toEqual([false, [11]]);
  });
  test('each have a grid that begins with their topmost panel', () => {
    const [section] = sectionsOf([row(1, 10), panel(2, 11, 18), panel(3, 15, 20)]);
    expect(section!.panels.map((each) => cellOf(each, section!.panels))).toEqual([
      { column: '19 / span 6', row: '1 / span 4' },
      { column: '21 / span 4', row: '5 / span 4' },
    ]);
  });
});

describe('the queue of questions', () => {
  const never = new AbortController().signal;
  const task = () => {
    let finish = () => {};
    const done = new Promise<void>((resolve) => {
      finish = resolve;
    });
    return { done, finish };
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  test('lets so many run at once and the next when one ends, well or badly', async () => {
    const queue = openQueue(2);
    const started: number[] = [];
    const tasks = [task(), task(), task(), task()];
    const runs = tasks.map(({ done }, index) =>
      queue.run(async () => {
        started.push(index);
        await done;
        if (index === 0) throw new Error('no answer');
        return index;
      }, never),
    );
    const failed = expect(runs[0]).rejects.toThrow('no answer');
    await settle();
    expect(started).toEqual([0, 1]);
    tasks[0]!.finish();
    await failed;
    await settle();
    expect(started).toEqual([0, 1, 2]);
    for (const { finish } of tasks) finish();
    await queue.whenIdle();
    expect(started).toEqual([0, 1, 2, 3]);
    expect(await Promise.all(runs.slice(1))).toEqual([1, 2, 3]);
  });
  test('begins with the first of the board, in whatever order its panels ask', async () => {
    const queue = openQueue(1);
    const started: number[] = [];
    const ask = (rank: number) => queue.run(async () => started.push(rank), never, rank);
    await Promise.all([ask(48), ask(0), ask(48), ask(-1), ask(24)]);
    expect(started).toEqual([-1, 0, 24, 48, 48]);
  });
  test('never starts what was given up while it waited, and goes on', async () => {
    const queue = openQueue(1);
    const first = task();
    const started: string[] = [];
    const given = new AbortController();
    const start = (name: string, signal: AbortSignal) =>
      queue.run(async () => {
        started.push(name);
        await first.done;
      }, signal);
    const a = start('a', never);
    const b = expect(start('b', given.signal)).rejects.toThrow();
    const c = start('c', never);
    given.abort();
    first.finish();
    await Promise.all([a, b, c]);
    expect(started).toEqual(['a', 'c']);
    await queue.whenIdle();
  });
});

test('a frame becomes a file: quoted, in the zone, and no text a formula', () => {
  const frame = {
    refId: 'A',
    format: 'table',
    truncated: false,
    columns: [
      { name: 'case, id', type: 'String' },
      { name: 'at', type: "Nullable(DateTime64(3, 'UTC'))" },
      { name: 'day', type: 'Date' },
      { name: 'n', type: 'UInt64' },
    ],
    rows: [
      ['=1+1', Date.parse('2012-01-01T16:00:00Z'), Date.UTC(2012, 0, 2), -3],
      ['say "hi"', null, null, null],
    ],
  } as const;
  expect(
    frameCsv(
      { ...frame, columns: [...frame.columns], rows: frame.rows.map((each) => [...each]) },
      'Asia/Shanghai',
    ),
  ).toBe('"case, id",at,day,n\r\n\'=1+1,2012-01-02 00:00:00,2012-01-02,-3\r\n"say ""hi""",,,\r\n');
});
