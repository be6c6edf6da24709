// Bars for each row of a table: the picture, its legend, and the same as a table for screen readers.
import { useCallback, useMemo, useState } from 'preact/hooks';
import { type Bars, barsOf, drawnValues } from '../bars.ts';
import { barsOption } from '../bars-option.ts';
import type { ChartPart } from '../chart-axes.ts';
import { dataLinks, rowReader } from '../data-links.ts';
import { showerOf } from '../display.ts';
import { panelWords } from '../panel-words.ts';
import { reduce } from '../reduce.ts';
import { legendOptions } from '../series.ts';
import { followLink } from './anchor.tsx';
import { ChartPicture, type Picked, type Size } from './chart.tsx';
import { DataTable } from './data-table.tsx';
import { Legend, toggled } from './legend.tsx';
import type { DrawnProps } from './panel.tsx';
import { mannerOf, type PanelContext, scopeOf } from './panel-context.ts';
import { bandPointer, type Tip, tipElement, tipFrame } from './tooltip.ts';

function tipOf(bars: Bars, row: number): Tip {
  const shares = bars.stacking === 'percent' ? drawnValues(bars) : null;
  return {
    heading: bars.categories[row] ?? '',
    rows: bars.series.map(({ title, color, column, show, colors }, index) => {
      const { text } = show(column.values[row] ?? null);
      const share = shares?.[index]?.[row] ?? null;
      return {
        title,
        text: share === null ? text : `${text} (${share.toFixed(1)}%)`,
        color: colors[row] ?? color,
      };
    }),
    notes: [],
  };
}

const rowOf = (params: unknown): number => {
  const first: unknown = Array.isArray(params) ? params[0] : params;
  return typeof first === 'object' && first !== null && 'dataIndex' in first ? Number(first.dataIndex) : 0;
};

function linkAt(bars: Bars, { seriesId, dataIndex }: Picked, context: PanelContext) {
  const series = bars.series.find(({ key }) => key === seriesId);
  if (series === undefined) return undefined;
  const manner = mannerOf(context);
  const row = rowReader(bars.frame.columns, (column, cell) => showerOf(column, manner)(cell), dataIndex);
  const value = series.show(series.column.values[dataIndex] ?? null);
  return dataLinks(series.column, { ...scopeOf(context), row, value })[0];
}

function Plot({ panel, context, bars }: Omit<DrawnProps, 'frames'> & { readonly bars: Bars }) {
  const optionFor = useCallback(
    (size: Size): ChartPart => ({
      ...barsOption(bars, panel, mannerOf(context), size),
      tooltip: {
        ...tipFrame,
        axisPointer: bandPointer,
        formatter: (params: unknown) => tipElement(tipOf(bars, rowOf(params))),
      },
    }),
    [bars, panel, context],
  );
  const hasLinks = bars.series.some(({ column }) => (column.config.links ?? []).length > 0);
  const pick = (picked: Picked) => {
    const link = linkAt(bars, picked, context);
    if (link !== undefined) followLink(link, context);
  };
  return (
    <ChartPicture
      label={panel.title}
      notLoaded={panelWords(context.language).notLoaded}
      optionFor={optionFor}
      pick={hasLinks ? pick : null}
    />
  );
}

export function BarChartPanel({ panel, frames, context }: DrawnProps) {
  const { language, timezone } = context;
  const all = useMemo(
    () => barsOf(panel, frames, { language, timezone }),
    [panel, frames, language, timezone],
  );
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const bars = useMemo(
    () => all && { ...all, series: all.series.filter(({ key }) => !hidden.has(key)) },
    [all, hidden],
  );
  if (all === null || bars === null) return null;
  const words = panelWords(language);
  const options = legendOptions(panel);
  const items = all.series.map(({ key, title, color, column, show }) => ({
    key,
    title,
    color,
    shape: null,
    isDashed: false,
    isLine: false,
    values: options.calcs.map((calc) => show(reduce(column.values, calc)).text),
  }));
  const rowAt = (row: number): string[] => [
    all.categories[row]!,
    ...all.series.map(({ show, column }) => show(column.values[row] ?? null).text),
  ];
  return (
    <div class={options.isRight ? 'drawn plot plot-sideways' : 'drawn plot'}>
      <Plot panel={panel} context={context} bars={bars} />
      {options.isShown && all.series.length > 1 && (
        <Legend
          items={items}
          options={options}
          hidden={hidden}
          toggle={(key) => setHidden(toggled(hidden, key))}
          words={words}
        />
      )}
      <DataTable
        title={panel.title}
        headings={[all.xTitle, ...all.series.map(({ title }) => title)]}
        length={all.categories.length}
        rowAt={rowAt}
        words={words}
      />
    </div>
  );
}
