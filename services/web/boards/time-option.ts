// A chart over time as ECharts takes it, without the words of its tooltip.
import { amountAxis, type ChartPart, isNamed, isWhole, timeAxis, wallShift } from './chart-axes.ts';
import { annotationsBehind, hasNames, thresholdLook, thresholdsBehind } from './chart-marks.ts';
import { columnRange } from './display.ts';
import { drawnSeries } from './drawn-series.ts';
import type { PanelMark } from './panels/panel-context.ts';
import { aligned, asShares, type Series } from './series.ts';
import type { Manner } from './units.ts';

export interface TimeChart {
  readonly series: readonly Series[];
  readonly from: number;
  readonly to: number;
  readonly manner: Manner;
  readonly marks: readonly PanelMark[];
  /** Of the picture, in pixels. */
  readonly width: number;
  readonly height: number;
}

/** Carries thresholds and annotations, and the axis up to what they need; draws nothing itself. */
function behindSeries(chart: TimeChart, shift: number): ChartPart {
  const judged = chart.series.find(
    ({ column, isPercent }) => column.config.thresholds !== undefined && !isPercent,
  );
  const limits =
    judged === undefined ? null : thresholdsBehind(judged.column, columnRange(judged.column), chart.manner);
  const marks = annotationsBehind(chart.marks, chart.from, chart.to, shift);
  const style = { silent: true, symbol: 'none', animation: false };
  return {
    id: 'behind',
    type: 'line',
    data: (limits?.reached ?? []).map((value) => [chart.from + shift, value]),
    symbol: 'none',
    lineStyle: { opacity: 0 },
    silent: true,
    emphasis: { disabled: true },
    yAxisIndex: judged?.isRight ? 1 : 0,
    markLine: { ...style, data: [...(limits?.lines ?? []), ...marks.lines] },
    markArea: { ...style, data: [...(limits?.areas ?? []), ...marks.areas] },
    z: 1,
  };
}

function axisOf(chart: TimeChart, isRight: boolean): ChartPart {
  const own = chart.series.filter((series) => series.isRight === isRight);
  const limits = limitsDrawn(own);
  return amountAxis({
    column: own[0]?.column,
    manner: chart.manner,
    least: Math.min(leastOf(own), ...limits),
    most: Math.max(mostOf(own), ...limits),
    isFree: own.length > 0 && own.every(({ draw, stack }) => draw !== 'bars' && stack === null),
    isWhole: isWhole(own.map(({ column }) => column)),
    isShares: own.length > 0 && own.every(({ isPercent }) => isPercent),
    isRight,
    length: chart.height,
  });
}

/** The limits drawn as lines with the series. */
const limitsDrawn = (series: readonly Series[]): number[] =>
  series.flatMap(({ column }) =>
    thresholdLook(column).isLine
      ? (column.config.thresholds?.steps ?? []).flatMap(({ value }) => (value === null ? [] : [value]))
      : [],
  );

/** The lowest point of a line. */
const leastOf = (series: readonly Series[]): number =>
  series
    .flatMap(({ points }) => points.map(([, value]) => value ?? Infinity))
    .reduce((a, b) => Math.min(a, b), Infinity);

/** The highest point of a stack or a line. */
function mostOf(series: readonly Series[]): number {
  const heights = new Map<string, number>();
  for (const { points, stack, key } of series)
    for (const [time, value] of points) {
      const place = `${stack ?? key}.${time}`;
      heights.set(place, (heights.get(place) ?? 0) + (value ?? 0));
    }
  return [...heights.values()].reduce((a, b) => Math.max(a, b), 0);
}

/** Stacked series stand on each other at the same instants; shares are of what is drawn. */
export const readyToDraw = (series: readonly Series[]): Series[] =>
  asShares(series.some(({ stack }) => stack !== null) ? aligned(series) : series);

/** Room above the picture for names of axes and of marks. */
function topOf({ series, marks, from, to }: TimeChart, shift: number): number {
  const isAxisNamed = series.some(({ column }) => isNamed(column) || thresholdLook(column).isLine);
  return isAxisNamed || hasNames(annotationsBehind(marks, from, to, shift)) ? 24 : 10;
}

export function timeOption(chart: TimeChart): ChartPart {
  const shift = wallShift(chart.from, chart.to, chart.manner.timezone);
  const ready = { ...chart, series: readyToDraw(chart.series) };
  const hasRight = ready.series.some(({ isRight }) => isRight);
  return {
    animation: false,
    useUTC: true,
    grid: {
      left: 2,
      right: hasRight ? 2 : 14,
      top: topOf(chart, shift),
      bottom: 2,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: timeAxis(chart.from, chart.to, shift, chart.width),
    yAxis: [axisOf(ready, false), ...(hasRight ? [axisOf(ready, true)] : [])],
    series: [
      behindSeries(ready, shift),
      ...ready.series.map((series, place) => drawnSeries(series, place, shift)),
    ],
  };
}
