// What lies behind the series of a chart: the lines and areas of thresholds, and the marks of annotations.
import { amountTick, type ChartPart, soft } from './chart-axes.ts';
import { cssColor } from './colors.ts';
import type { Column } from './fields.ts';
import { textAt } from './option-value.ts';
import type { PanelMark } from './panels/panel-context.ts';
import { judges, limitsOf, type Range } from './thresholds.ts';
import type { Manner } from './units.ts';

/** Names are shown at instants while they are this few. */
const mostNamed = 4;

interface ThresholdLook {
  readonly isLine: boolean;
  readonly isArea: boolean;
  readonly isDashed: boolean;
}

export function thresholdLook(column: Column): ThresholdLook {
  const mode = textAt(column.config, 'custom', 'thresholdsStyle', 'mode') ?? 'off';
  return {
    isLine: /line|dashed/.test(mode),
    isArea: mode.includes('area'),
    isDashed: mode.startsWith('dashed'),
  };
}

export interface Behind {
  readonly lines: readonly ChartPart[];
  readonly areas: readonly (readonly [ChartPart, ChartPart])[];
  /** Values that the axis must reach for the lines to be seen. */
  readonly reached: readonly number[];
}

/** The limits of one column; `isAcross` where amounts run along the horizontal axis. */
export function thresholdsBehind(column: Column, range: Range, manner: Manner, isAcross = false): Behind {
  const { thresholds, unit } = column.config;
  const { isLine, isArea, isDashed } = thresholdLook(column);
  if (!judges(thresholds) || (!isLine && !isArea)) return { lines: [], areas: [], reached: [] };
  const limits = limitsOf(thresholds, range);
  const axis = isAcross ? 'xAxis' : 'yAxis';
  const lines = limits.map(({ value, color }, index) => ({
    [axis]: value,
    lineStyle: { color: cssColor(color), width: 1.5, type: isDashed ? [6, 4] : 'solid' },
    label: {
      formatter: amountTick(value, unit ?? 'none', manner),
      // The highest stands above its line and the others below theirs, so that close ones do not meet.
      position: index === limits.length - 1 ? 'insideEndTop' : 'insideEndBottom',
      color: cssColor(color),
      fontSize: 11,
    },
  }));
  const edges = [{ value: null, color: thresholds.steps[0]!.color }, ...limits];
  const areas = edges.map(({ value, color }, index) => {
    const begin = value === null ? {} : { [axis]: value };
    const end = edges[index + 1];
    const style = { itemStyle: { color: cssColor(color), opacity: 0.09 } };
    return [{ ...begin, ...style }, end?.value == null ? {} : { [axis]: end.value }] as const;
  });
  return {
    lines: isLine ? lines : [],
    areas: isArea ? areas : [],
    reached: isLine ? limits.map(({ value }) => value) : [],
  };
}

/** Whether names stand above the picture. */
export const hasNames = ({ lines }: Pick<Behind, 'lines'>): boolean =>
  lines.length > 0 && lines.length <= mostNamed;

/** Annotations within the range: spans as bands, instants as lines. */
export function annotationsBehind(
  marks: readonly PanelMark[],
  from: number,
  to: number,
  shift: number,
): Pick<Behind, 'lines' | 'areas'> {
  const within = marks.filter(({ time, timeEnd }) => time <= to && (timeEnd ?? time) >= from);
  const instants = within.filter(({ timeEnd }) => timeEnd === null);
  const isNamed = instants.length <= mostNamed;
  return {
    lines: instants.map(({ time, text, color }) => ({
      xAxis: time + shift,
      lineStyle: { color: cssColor(color ?? 'gray'), width: 1, type: [3, 3] },
      label: {
        show: isNamed,
        formatter: shortened(text),
        position: 'end',
        distance: 3,
        color: soft,
        fontSize: 11,
      },
    })),
    areas: within.flatMap(({ time, timeEnd, color }) =>
      timeEnd === null
        ? []
        : [
            [
              { xAxis: time + shift, itemStyle: { color: cssColor(color ?? 'gray'), opacity: 0.12 } },
              { xAxis: timeEnd + shift },
            ] as const,
          ],
    ),
  };
}

const shortened = (text: string): string => {
  const bare = text.replace(/<[^>]*>/g, '').trim();
  return bare.length > 18 ? `${bare.slice(0, 17)}…` : bare;
};

/** The marks that hold at an instant, or stand within `near` milliseconds of it. */
export const marksAt = (marks: readonly PanelMark[], instant: number, near: number): PanelMark[] =>
  marks.filter(({ time, timeEnd }) =>
    timeEnd === null
      ? Math.abs(time - instant) <= near
      : time <= instant && instant < Math.max(timeEnd, time + 1),
  );
