// Shows how far an import is: a bar on a terminal, one line a second elsewhere.
import { SingleBar } from 'cli-progress';
import type { Progress } from './import-file.ts';

export interface ProgressDisplay {
  readonly update: (progress: Progress) => void;
  readonly stop: () => void;
}

export interface ProgressOptions {
  readonly stream: NodeJS.WriteStream;
  readonly label: string;
  /** Milliseconds from any fixed point. */
  readonly now?: () => number;
}

const LINE_EVERY_MS = 1000;

const percent = ({ bytes, totalBytes }: Progress) =>
  totalBytes === 0 ? 100 : Math.floor((100 * bytes) / totalBytes);

export function showProgress(options: ProgressOptions): ProgressDisplay {
  return options.stream.isTTY ? showBar(options) : showLines(options);
}

function showBar({ stream, label }: ProgressOptions): ProgressDisplay {
  const bar = new SingleBar({
    stream,
    format: `${label} {bar} {percentage}% | {rows} rows | {events} events`,
    hideCursor: true,
    gracefulExit: false,
  });
  bar.start(100, 0, { rows: 0, events: 0 });
  return {
    update: (progress) => bar.update(percent(progress), { rows: progress.rows, events: progress.events }),
    stop: () => bar.stop(),
  };
}

function showLines({ stream, label, now = () => performance.now() }: ProgressOptions): ProgressDisplay {
  let shownAt = now();
  return {
    update: (progress) => {
      if (now() - shownAt < LINE_EVERY_MS) return;
      shownAt = now();
      stream.write(`${label} ${percent(progress)}% | ${progress.rows} rows | ${progress.events} events\n`);
    },
    stop: () => {},
  };
}
