// A bar chart as ECharts takes it: a group of bars for each row, side by side or stacked.
import { type Bars, drawnValues } from './bars.ts';
import { amountAxis, type ChartPart, ink, isNamed, isWhole, surface, textStyle } from './chart-axes.ts';
import { thresholdsBehind } from './chart-marks.ts';
import { cssColor } from './colors.ts';
import { columnRange } from './display.ts';
import type { PlainPanel } from './grid-sections.ts';
import { numberAt, textAt } from './option-value.ts';
import { emWidth } from './text-width.ts';
import type { Manner } from './units.ts';

/** Labels at the bars while there is room for them: lines of text across, their width upright. */
function hasLabels(
  bars: Bars,
  panel: PlainPanel,
  size: { readonly width: number; readonly height: number },
): boolean {
  const asked = textAt(panel.options, 'showValue') ?? 'auto';
  if (asked !== 'auto') return asked === 'always';
  const beside = bars.stacking === 'none' ? bars.series.length : 1;
  const room =
    ((bars.isAcross ? size.height : size.width - 40) * 0.7) / Math.max(1, bars.categories.length * beside);
  if (bars.isAcross) return room >= 11;
  const texts = bars.series.flatMap(({ show, column }) => column.values.map((value) => show(value).text));
  return room + 4 >= texts.reduce((widest, text) => Math.max(widest, emWidth(text)), 0) * 11;
}

/** Part labels of a stack need a bar of some length to stand in. */
const isWideEnough = (value: number | null, most: number): boolean => Math.abs(value ?? 0) >= most * 0.08;

function barSeries(
  bars: Bars,
  panel: PlainPanel,
  index: number,
  values: readonly (number | null)[][],
  labels: boolean,
) {
  const series = bars.series[index]!;
  const isStacked = bars.stacking !== 'none';
  const own = values[index]!;
  const most = bars.categories.reduce((top, _, row) => {
    const height = isStacked ? values.reduce((sum, each) => sum + (each[row] ?? 0), 0) : (own[row] ?? 0);
    return Math.max(top, height);
  }, 0);
  const textOf = (row: number) => series.show(series.column.values[row] ?? null).text;
  return {
    id: series.key,
    name: series.title,
    type: 'bar',
    ...(isStacked ? { stack: 'all' } : {}),
    barMaxWidth: 36,
    barCategoryGap: `${Math.round((1 - (numberAt(panel.options, 'groupWidth') ?? 0.7)) * 100)}%`,
    barGap: '8%',
    barMinHeight: isStacked ? 0 : 1,
    data: own.map((value, row) => ({
      value,
      ...(series.colors[row] ? { itemStyle: { color: cssColor(series.colors[row]!) } } : {}),
      label: { show: labels && value !== null && (!isStacked || isWideEnough(value, most)) },
    })),
    itemStyle: {
      color: cssColor(series.color),
      borderRadius: isStacked ? 0 : bars.isAcross ? [0, 2, 2, 0] : [2, 2, 0, 0],
      ...(isStacked ? { borderColor: surface, borderWidth: 1 } : {}),
    },
    label: {
      position: isStacked ? 'inside' : bars.isAcross ? 'right' : 'top',
      color: isStacked ? 'var(--on-hue)' : ink,
      fontSize: 11,
      distance: 4,
      formatter: ({ dataIndex }: { readonly dataIndex: number }) => textOf(dataIndex),
    },
    emphasis: { disabled: true },
  };
}

function categoryAxis(bars: Bars, panel: PlainPanel, size: { readonly width: number }): ChartPart {
  const rotate = numberAt(panel.options, 'xTickLabelRotation') ?? 0;
  const room = bars.isAcross
    ? Math.min(180, size.width * 0.36)
    : (size.width - 50) / bars.categories.length - 6;
  return {
    type: 'category',
    data: bars.categories,
    inverse: bars.isAcross,
    axisLabel: {
      ...textStyle,
      color: ink,
      rotate: bars.isAcross ? 0 : -rotate,
      hideOverlap: true,
      ...(bars.isAcross ? { interval: 0 } : {}),
      ...(rotate === 0 && room > 28 ? { width: room, overflow: 'truncate' } : {}),
    },
    axisLine: { lineStyle: { color: 'var(--line-strong)' } },
    axisTick: { show: false },
  };
}

export function barsOption(
  bars: Bars,
  panel: PlainPanel,
  manner: Manner,
  size: { readonly width: number; readonly height: number },
): ChartPart {
  const values = drawnValues(bars);
  const labels = hasLabels(bars, panel, size);
  const columns = bars.series.map(({ column }) => column);
  const numbers = values.flat().map((value) => value ?? 0);
  const amounts = amountAxis({
    column: columns[0],
    manner,
    least: 0,
    most: numbers.reduce((a, b) => Math.max(a, b), 0),
    isFree: false,
    isWhole: isWhole(columns),
    isShares: bars.stacking === 'percent',
    isRight: false,
    length: bars.isAcross ? size.width / 2 : size.height,
  });
  const groups = categoryAxis(bars, panel, size);
  const first = columns[0];
  const behind =
    first === undefined ? null : thresholdsBehind(first, columnRange(first), manner, bars.isAcross);
  const series = bars.series.map((_, index) => barSeries(bars, panel, index, values, labels));
  const style = { silent: true, symbol: 'none' };
  return {
    animation: false,
    grid: {
      left: 2,
      right: bars.isAcross && labels && bars.stacking === 'none' ? 48 : 8,
      top: columns.some(isNamed) ? 26 : labels && !bars.isAcross ? 20 : 10,
      bottom: 2,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: bars.isAcross ? { ...amounts, position: 'bottom' } : groups,
    yAxis: bars.isAcross ? groups : amounts,
    series: series.map((each, index) =>
      index > 0 || behind === null
        ? each
        : {
            ...each,
            markLine: { ...style, data: behind.lines },
            markArea: { ...style, data: behind.areas },
          },
    ),
  };
}
