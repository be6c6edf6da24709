// Series over time: the picture, its legend, and the same as a table for screen readers.
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { ChartPart } from '../chart-axes.ts';
import { dataLinks } from '../data-links.ts';
import { textAt } from '../option-value.ts';
import { panelWords } from '../panel-words.ts';
import { keepsUnit, reduce } from '../reduce.ts';
import { instantsOf, legendOptions, type Series, seriesOf } from '../series.ts';
import { tipWriter, valueAt } from '../series-tip.ts';
import { readyToDraw, timeOption } from '../time-option.ts';
import { patternOfAll, timeText } from '../time-text.ts';
import { writeValue, writtenText } from '../units.ts';
import { followLink } from './anchor.tsx';
import { ChartPicture, type Picked, type Size } from './chart.tsx';
import { DataTable } from './data-table.tsx';
import { Legend, type LegendItem, toggled } from './legend.tsx';
import type { DrawnProps } from './panel.tsx';
import { mannerOf, type PanelContext, scopeOf } from './panel-context.ts';
import { linePointer, tipElement, tipFrame } from './tooltip.ts';

const wallOf = (params: unknown): number => {
  const first: unknown = Array.isArray(params) ? params[0] : params;
  return typeof first === 'object' && first !== null && 'axisValue' in first ? Number(first.axisValue) : 0;
};

function itemsOf(series: readonly Series[], calcs: readonly string[], context: PanelContext): LegendItem[] {
  return series.map(({ key, title, color, shape, isDashed, draw, column, show }) => ({
    key,
    title,
    color,
    shape,
    isDashed,
    isLine: draw !== 'bars',
    values: calcs.map((calc) => {
      const value = reduce(column.values, calc);
      if (keepsUnit(calc) || typeof value !== 'number') return show(value).text;
      return writtenText(writeValue(value, 'none', 0, mannerOf(context)));
    }),
  }));
}

interface PlotProps extends DrawnProps {
  readonly series: readonly Series[];
  readonly shown: readonly Series[];
}

function Plot({ panel, context, shown }: PlotProps) {
  const order = textAt(panel.options, 'tooltip', 'sort') ?? 'none';
  const isSilent = textAt(panel.options, 'tooltip', 'mode') === 'none';
  const optionFor = useCallback(
    ({ width, height }: Size): ChartPart => {
      const { from, to, annotations } = context;
      const tip = tipWriter({ shown, context, width, order });
      return {
        ...timeOption({
          series: shown,
          from,
          to,
          manner: mannerOf(context),
          marks: annotations,
          width,
          height,
        }),
        tooltip: {
          ...tipFrame,
          show: !isSilent,
          axisPointer: linePointer,
          formatter: (params: unknown) => tipElement(tip(wallOf(params))),
        },
      };
    },
    [shown, context, order, isSilent],
  );
  const pick = ({ seriesId, dataIndex }: Picked) => {
    const series = shown.find(({ key }) => key === seriesId);
    const point = series && readyToDraw(shown)[shown.indexOf(series)]?.points[dataIndex];
    if (series === undefined || point === undefined) return;
    const value = { ...series.show(valueAt(series, point[0])), time: point[0] };
    const link = dataLinks(series.column, { ...scopeOf(context), value })[0];
    if (link !== undefined) followLink(link, context);
  };
  const hasLinks = shown.some(({ column }) => (column.config.links ?? []).length > 0);
  const { title } = panel;
  return (
    <ChartPicture
      label={title}
      notLoaded={panelWords(context.language).notLoaded}
      optionFor={optionFor}
      pick={hasLinks ? pick : null}
    />
  );
}

export function TimeSeries(props: DrawnProps) {
  const { panel, frames, context } = props;
  const { language, timezone } = context;
  const series = useMemo(() => seriesOf(frames, { language, timezone }), [frames, language, timezone]);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => series.filter(({ key }) => !hidden.has(key)), [series, hidden]);
  const instants = useMemo(() => instantsOf(series), [series]);
  const words = panelWords(language);
  const options = legendOptions(panel);
  const pattern = patternOfAll(instants, timezone);
  // The newest first: a table that is cut short then keeps what matters now.
  const rowAt = (row: number): string[] => {
    const instant = instants[instants.length - 1 - row]!;
    return [
      timeText(instant, timezone, pattern),
      ...series.map((each) => each.show(valueAt(each, instant)).text),
    ];
  };
  return (
    <div class={options.isRight ? 'drawn plot plot-sideways' : 'drawn plot'}>
      <Plot {...props} series={series} shown={shown} />
      {options.isShown && (
        <Legend
          items={itemsOf(series, options.calcs, context)}
          options={options}
          hidden={hidden}
          toggle={(key) => setHidden(toggled(hidden, key))}
          words={words}
        />
      )}
      <DataTable
        title={panel.title}
        headings={[words.time, ...series.map(({ title }) => title)]}
        length={instants.length}
        rowAt={rowAt}
        words={words}
      />
      {context.annotations.length > 0 && (
        <ul class="hidden" aria-label={words.marks}>
          {context.annotations.slice(0, 50).map(({ time, timeEnd, text }) => (
            <li key={`${time}.${text}`}>
              {timeEnd === null
                ? timeText(time, timezone, 'YYYY-MM-DD HH:mm')
                : words.until(
                    timeText(time, timezone, 'YYYY-MM-DD HH:mm'),
                    timeText(timeEnd, timezone, 'YYYY-MM-DD HH:mm'),
                  )}
              {` ${text}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
