// Draws the body of one panel, whatever its type; its frame, title and failures are drawn around it.
import type { ComponentType } from 'preact';
import { useMemo } from 'preact/hooks';
import type { BoardFrame } from '../../../../schemas/board.ts';
import { type Columns, readColumns } from '../fields.ts';
import type { PlainPanel } from '../grid-sections.ts';
import { fillText } from '../interpolate.ts';
import { panelWords } from '../panel-words.ts';
import { BarChartPanel } from './bar-chart.tsx';
import { BarGauge } from './bar-gauge.tsx';
import { type PanelContext, scopeOf } from './panel-context.ts';
import { Stat } from './stat.tsx';
import { StateTimeline } from './state-timeline.tsx';
import { TablePanel } from './table-panel.tsx';
import { TextPanel } from './text-panel.tsx';
import { TimeSeries } from './time-series.tsx';

export interface PanelProps {
  readonly panel: PlainPanel;
  readonly frames: readonly BoardFrame[];
  readonly context: PanelContext;
}

export interface DrawnProps {
  readonly panel: PlainPanel;
  readonly frames: readonly Columns[];
  readonly context: PanelContext;
}

const drawings: Readonly<Record<string, ComponentType<DrawnProps>>> = {
  stat: Stat,
  timeseries: TimeSeries,
  bargauge: BarGauge,
  barchart: BarChartPanel,
  table: TablePanel,
  'state-timeline': StateTimeline,
};

function Nothing({ panel, context }: DrawnProps) {
  const { noValue } = panel.fieldConfig.defaults;
  const said = noValue === undefined || noValue === '—' ? panelWords(context.language).nothing : noValue;
  return <p class="drawn drawn-nothing">{said}</p>;
}

function Data({ panel, frames, context }: PanelProps) {
  const { from, to } = context;
  const columns = useMemo(() => {
    const scope = scopeOf(context);
    return readColumns(panel, frames, (text, { name, labels }) =>
      fillText(text, { ...scope, field: { name, title: name, labels } }),
    );
    // The variables change with the answer; the range is what a name may speak of.
  }, [panel, frames, from, to, context.language]);
  const Drawing = Object.hasOwn(drawings, panel.type) ? drawings[panel.type] : undefined;
  if (Drawing === undefined)
    return <p class="drawn drawn-nothing">{panelWords(context.language).unknownPanel(panel.type)}</p>;
  const isEmpty = columns.every(({ length }) => length === 0);
  const Shown = isEmpty && panel.type !== 'stat' ? Nothing : Drawing;
  return <Shown panel={panel} frames={columns} context={context} />;
}

export function Panel({ panel, frames, context }: PanelProps) {
  if (panel.type === 'text') return <TextPanel panel={panel} context={context} />;
  return <Data panel={panel} frames={frames} context={context} />;
}
