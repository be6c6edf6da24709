// What the box beside the pointer says of a chart over time.
import { wallShift } from './chart-axes.ts';
import { marksAt } from './chart-marks.ts';
import type { PanelContext } from './panels/panel-context.ts';
import type { Tip, TipRow } from './panels/tooltip.ts';
import { instantsOf, type Series } from './series.ts';
import { readyToDraw } from './time-option.ts';
import { patternOfAll, timeText } from './time-text.ts';

/** Pixels within which an instant's mark belongs to the pointer. */
const nearPixels = 6;

export const valueAt = (series: Series, instant: number) =>
  series.points.find(([time]) => time === instant)?.[1] ?? null;

/** The value itself, with its share where the picture shows shares. */
function valueText(series: Series, drawn: Series, instant: number): string {
  const { text } = series.show(valueAt(series, instant));
  const share = valueAt(drawn, instant);
  return series.isPercent && share !== null ? `${text} (${share.toFixed(1)}%)` : text;
}

function rowsAt(
  series: readonly Series[],
  drawn: readonly Series[],
  instant: number,
  order: string,
): TipRow[] {
  const there = series.flatMap((each, index) => {
    const value = valueAt(each, instant);
    return value === null ? [] : [{ each, drawn: drawn[index]!, value }];
  });
  const way = order === 'desc' ? -1 : 1;
  if (order === 'asc' || order === 'desc') there.sort((a, b) => way * (a.value - b.value));
  return there.map((found) => ({
    title: found.each.title,
    text: valueText(found.each, found.drawn, instant),
    color: found.each.color,
    shape: found.each.shape,
  }));
}

const nearest = (instants: readonly number[], instant: number): number =>
  instants.reduce(
    (best, each) => (Math.abs(each - instant) < Math.abs(best - instant) ? each : best),
    instants[0] ?? 0,
  );

interface TipSource {
  readonly shown: readonly Series[];
  readonly context: PanelContext;
  readonly width: number;
  readonly order: string;
}

/** What the box says where the pointer is, in wall time as the chart has it. */
export function tipWriter({ shown, context, width, order }: TipSource): (wall: number) => Tip {
  const { from, to, timezone, annotations } = context;
  const instants = instantsOf(shown);
  const drawn = readyToDraw(shown);
  const pattern = patternOfAll(instants, timezone);
  const shift = wallShift(from, to, timezone);
  const near = ((to - from) / Math.max(1, width)) * nearPixels;
  return (wall) => {
    const instant = nearest(instants, wall - shift);
    return {
      heading: timeText(instant, timezone, pattern),
      rows: rowsAt(shown, drawn, instant, order),
      notes: marksAt(annotations, instant, near).map(({ text }) => text),
    };
  };
}
