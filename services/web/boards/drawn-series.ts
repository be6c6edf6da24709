// One series of a chart over time as ECharts draws it: a line with its marks, or bars.
import { type ChartPart, surface } from './chart-axes.ts';
import { cssColor } from './colors.ts';
import { numberAt, textAt } from './option-value.ts';
import { type Point, type Series, widthOf } from './series.ts';

/** How many marks of its own shape a line bears. */
const shapesOnLine = 7;

/** Marks at even steps, each line beginning at another, so that they seldom meet. */
function dataOf({ points, shape }: Series, place: number, shift: number): unknown[] {
  const step = Math.max(1, Math.round(points.length / shapesOnLine));
  return points.map(([time, value], index) => {
    const at = [time + shift, value];
    return shape === null || index % step === (place * 2) % step ? at : { value: at, symbol: 'none' };
  });
}

const isAlone = (points: readonly Point[], index: number): boolean =>
  points[index]![1] !== null &&
  (points[index - 1]?.[1] ?? null) === null &&
  (points[index + 1]?.[1] ?? null) === null;

/** A value between two gaps draws no line, so it gets a point. */
function withLonePoints(data: unknown[], points: readonly Point[]): unknown[] {
  return data.map((at, index) =>
    isAlone(points, index) && Array.isArray(at) ? { value: at, symbol: 'circle', symbolSize: 5 } : at,
  );
}

/** A limit, drawn as dashes, says its name at its end. */
function named(data: unknown[], { isNamed, title, color, points }: Series): unknown[] {
  const last = points.findLastIndex(([, value]) => value !== null);
  if (!isNamed || last < 0) return data;
  const label = {
    show: true,
    position: 'left',
    distance: 0,
    offset: [0, -8],
    formatter: title,
    fontSize: 11,
  };
  const value = Array.isArray(data[last]) ? data[last] : (data[last] as { readonly value: unknown }).value;
  const item = { value, symbol: 'circle', symbolSize: 0.1, label: { ...label, color: cssColor(color) } };
  return data.map((each, index) => (index === last ? item : each));
}

const bases: Readonly<Record<string, string>> = { stepBefore: 'start', stepAfter: 'end' };

function lineSeries(series: Series, place: number, shift: number): ChartPart {
  const { config } = series.column;
  const shown = textAt(config, 'custom', 'showPoints') ?? 'auto';
  const fill = series.draw === 'points' ? 0 : (numberAt(config, 'custom', 'fillOpacity') ?? 0);
  const curve = textAt(config, 'custom', 'lineInterpolation') ?? 'linear';
  const spans = config.custom?.['spanNulls'];
  const hasPoints = series.draw === 'points' || shown === 'always';
  const data = dataOf({ ...series, shape: hasPoints ? null : series.shape }, place, shift);
  return {
    type: 'line',
    symbol: series.shape ?? (hasPoints ? 'circle' : 'none'),
    symbolSize: hasPoints ? (numberAt(config, 'custom', 'pointSize') ?? 5) : 6,
    showSymbol: true,
    showAllSymbol: true,
    data: named(hasPoints || series.shape !== null ? data : withLonePoints(data, series.points), series),
    connectNulls: spans === true || typeof spans === 'number',
    smooth: curve === 'smooth' ? 0.3 : false,
    ...(Object.hasOwn(bases, curve) ? { step: bases[curve] } : {}),
    lineStyle: {
      color: cssColor(series.color),
      width: series.draw === 'points' ? 0 : widthOf(series.column),
      type: series.isDashed ? [6, 4] : 'solid',
    },
    ...(fill > 0
      ? { areaStyle: { color: cssColor(series.color), opacity: (fill / 100) * (series.stack ? 0.8 : 1) } }
      : {}),
  };
}

function barSeries(series: Series, shift: number): ChartPart {
  return {
    type: 'bar',
    data: series.points.map(([time, value]) => [time + shift, value]),
    barMaxWidth: 28,
    barCategoryGap: '20%',
  };
}

/** `place` is its place among the series, `shift` the milliseconds to the wall clock. */
export function drawnSeries(series: Series, place: number, shift: number): ChartPart {
  return {
    id: series.key,
    name: series.title,
    ...(series.draw === 'bars' ? barSeries(series, shift) : lineSeries(series, place, shift)),
    ...(series.stack === null ? {} : { stack: `${series.draw}.${series.stack}` }),
    yAxisIndex: series.isRight ? 1 : 0,
    itemStyle: {
      color: cssColor(series.color),
      ...(series.draw === 'bars' && series.stack !== null ? { borderColor: surface, borderWidth: 0.5 } : {}),
    },
    emphasis: { disabled: true },
    clip: true,
    z: series.isDashed ? 4 : 3,
  };
}
