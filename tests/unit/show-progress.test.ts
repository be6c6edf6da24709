// Progress is a bar on a terminal and a line a second elsewhere.
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { showProgress } from '../../services/ingest/show-progress.ts';

const step = (bytes: number) => ({ bytes, totalBytes: 200, rows: bytes * 10, events: bytes * 20 });

function screen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), {
    isTTY,
    columns: 80,
    cursorTo() {},
    clearLine() {},
    moveCursor() {},
  });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => String(stream.read() ?? '') };
}

test('without a terminal one line is written a second, and none for a quick import', () => {
  const { stream, text } = screen(false);
  let clockMs = 0;
  const display = showProgress({ stream, label: 'receipt.csv', now: () => clockMs });
  for (const [at, bytes] of [
    [300, 10],
    [1000, 50],
    [1900, 60],
    [2100, 150],
  ] as const) {
    clockMs = at;
    display.update(step(bytes));
  }
  display.stop();
  expect(text()).toBe(
    'receipt.csv 25% | 500 rows | 1000 events\nreceipt.csv 75% | 1500 rows | 3000 events\n',
  );
});

test('on a terminal a bar shows share, rows and events', () => {
  const { stream, text } = screen(true);
  const display = showProgress({ stream, label: 'receipt.csv' });
  display.update(step(200));
  display.stop();
  expect(text()).toContain('100% | 2000 rows | 4000 events');
});

test('an empty file is wholly read', () => {
  const { stream, text } = screen(false);
  let clockMs = 0;
  const display = showProgress({ stream, label: 'x', now: () => clockMs });
  clockMs = 1500;
  display.update({ bytes: 0, totalBytes: 0, rows: 0, events: 0 });
  expect(text()).toBe('x 100% | 0 rows | 0 events\n');
});
