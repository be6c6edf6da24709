// The outline of a small series in a box of a given size, gaps left open.

export interface SparkPaths {
  readonly line: string;
  readonly area: string;
}

type Point = readonly [x: number, y: number];

/** Runs of neighbours that are there. */
function runsOf(points: readonly (Point | null)[]): Point[][] {
  const runs: Point[][] = [[]];
  for (const point of points) {
    if (point !== null) runs.at(-1)!.push(point);
    else if (runs.at(-1)!.length > 0) runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

const near = (value: number): string => String(Math.round(value * 100) / 100);
const lineOf = (run: readonly Point[]): string => run.map(([x, y]) => `${near(x)} ${near(y)}`).join('L');

/** Null where fewer than two values are there. `from` and `to` are the ends of the time axis. */
export function sparkPaths(
  times: readonly number[],
  values: readonly (number | null)[],
  box: { readonly width: number; readonly height: number },
): SparkPaths | null {
  const there = values.filter((value): value is number => value !== null);
  if (there.length < 2) return null;
  const [first, last] = [times[0]!, times.at(-1)!];
  const least = there.reduce((a, b) => Math.min(a, b));
  const most = there.reduce((a, b) => Math.max(a, b));
  const x = (time: number) => (last === first ? 0 : ((time - first) / (last - first)) * box.width);
  const y = (value: number) =>
    most === least ? box.height / 2 : box.height - ((value - least) / (most - least)) * box.height;
  const runs = runsOf(values.map((value, index) => (value === null ? null : [x(times[index]!), y(value)])));
  return {
    line: runs.map((run) => `M${lineOf(run)}`).join(''),
    area: runs
      .map(
        (run) => `M${near(run[0]![0])} ${box.height}L${lineOf(run)}L${near(run.at(-1)![0])} ${box.height}Z`,
      )
      .join(''),
  };
}
