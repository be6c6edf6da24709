// Builders of panels: each gives the classic JSON of Grafana, every option told.
import type { Panel } from './model.ts';
import { type Asked, panel } from './panel.ts';
import type { Text, Worded } from './text.ts';

const reduceLast = { calcs: ['lastNotNull'], fields: '', values: false };
const eachRow = { calcs: ['lastNotNull'], fields: '', values: true, limit: 50 };
const byThresholds = { mode: 'thresholds' };
const byPalette = { mode: 'palette-classic' };
const tooltip = { mode: 'multi', sort: 'none', hideZeros: false };

export interface FigureLook {
  /** A series behind the figure: the query gives a time series, its last value is shown. */
  readonly spark?: boolean;
  /** `background` where the colour is the message. */
  readonly paints?: 'value' | 'background' | 'none';
  /** Columns of text and instants are figures too, not numbers alone. */
  readonly allColumns?: boolean;
}

/** A figure, or one of each column. */
export const stat = (asked: Asked & FigureLook): Panel =>
  panel(asked, {
    type: 'stat',
    format: asked.spark ? 'timeseries' : 'table',
    color: byThresholds,
    custom: {},
    options: {
      reduceOptions: { ...reduceLast, fields: asked.allColumns ? '/.*/' : '' },
      orientation: 'auto',
      textMode: 'auto',
      colorMode: asked.paints ?? 'value',
      graphMode: asked.spark ? 'area' : 'none',
      justifyMode: 'auto',
      wideLayout: true,
      showPercentChange: false,
    },
  });

export interface SeriesLook {
  readonly draw?: 'line' | 'bars';
  readonly stacked?: boolean;
  /** 0 to 100. */
  readonly fill?: number;
  /** Draws the steps of `steps` as lines or areas. */
  readonly showSteps?: 'line' | 'dashed' | 'area';
  readonly spanNulls?: boolean;
  readonly points?: boolean;
  readonly axisLabel?: Text;
  readonly legendCalcs?: readonly string[];
  /** The queries, by letter, whose series are dashed lines without points: limits. */
  readonly limits?: readonly string[];
}

const dashed: Worded = [
  { id: 'custom.drawStyle', value: 'line' },
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
  { id: 'custom.lineWidth', value: 1 },
  { id: 'custom.fillOpacity', value: 0 },
  { id: 'custom.showPoints', value: 'never' },
  { id: 'custom.spanNulls', value: true },
];

export const timeseries = (asked: Asked & SeriesLook): Panel =>
  panel(asked, {
    type: 'timeseries',
    format: 'timeseries',
    color: byPalette,
    custom: {
      drawStyle: asked.draw ?? 'line',
      lineInterpolation: 'linear',
      lineWidth: asked.draw === 'bars' ? 1 : 2,
      fillOpacity: asked.fill ?? (asked.draw === 'bars' ? 80 : 10),
      gradientMode: 'none',
      showPoints: asked.points ? 'always' : 'never',
      pointSize: 5,
      spanNulls: asked.spanNulls ?? false,
      stacking: { mode: asked.stacked ? 'normal' : 'none', group: 'A' },
      axisPlacement: 'auto',
      axisLabel: asked.axisLabel ?? '',
      scaleDistribution: { type: 'linear' },
      thresholdsStyle: { mode: asked.showSteps ?? 'off' },
    },
    options: {
      legend: {
        displayMode: 'list',
        placement: 'bottom',
        calcs: asked.legendCalcs ?? [],
        showLegend: true,
      },
      tooltip,
    },
    overrides: (asked.limits ?? []).map((refId) => ({
      matcher: { id: 'byFrameRefID', options: refId },
      properties: dashed,
    })),
  });

/** A bar a row, named by its column of text, which comes first; a name for the column of numbers would replace it. */
export const barGauge = (asked: Asked): Panel =>
  panel(asked, {
    type: 'bargauge',
    color: byThresholds,
    custom: {},
    options: {
      reduceOptions: eachRow,
      orientation: 'horizontal',
      displayMode: 'basic',
      valueMode: 'color',
      namePlacement: 'auto',
      showUnfilled: true,
      sizing: 'auto',
      minVizWidth: 8,
      minVizHeight: 16,
      maxVizHeight: 300,
      legend: { displayMode: 'list', placement: 'bottom', calcs: [], showLegend: false },
    },
  });

export interface BarLook {
  /** The column whose values stand under the bars. */
  readonly x: string;
  readonly stacked?: boolean | 'percent';
  readonly horizontal?: boolean;
}

const stackingOf = ({ stacked }: BarLook): string =>
  stacked === 'percent' ? 'percent' : stacked ? 'normal' : 'none';

/** Bars side by side or stacked, a group for each row. */
export const barChart = (asked: Asked & BarLook): Panel =>
  panel(asked, {
    type: 'barchart',
    color: byPalette,
    custom: {
      lineWidth: 1,
      fillOpacity: 80,
      gradientMode: 'none',
      axisPlacement: 'auto',
      axisLabel: '',
      scaleDistribution: { type: 'linear' },
      thresholdsStyle: { mode: 'off' },
    },
    options: {
      xField: asked.x,
      orientation: asked.horizontal ? 'horizontal' : 'vertical',
      xTickLabelRotation: 0,
      xTickLabelSpacing: 0,
      showValue: 'auto',
      stacking: stackingOf(asked),
      groupWidth: 0.7,
      barWidth: 0.97,
      barRadius: 0,
      fullHighlight: false,
      legend: { displayMode: 'list', placement: 'bottom', calcs: [], showLegend: true },
      tooltip,
    },
  });

/** Rows in the order of the query; every column is named in `columns`. */
export const table = (asked: Asked): Panel =>
  panel(asked, {
    type: 'table',
    color: byThresholds,
    custom: { align: 'auto', cellOptions: { type: 'auto' }, filterable: true, inspect: false },
    options: {
      showHeader: true,
      cellHeight: 'sm',
      footer: { show: false, reducer: ['sum'], countRows: false, fields: '' },
      sortBy: [],
    },
  });

/** A lane a series; `words` gives each state its name and colour. */
export const stateTimeline = (asked: Asked): Panel =>
  panel(asked, {
    type: 'state-timeline',
    format: 'timeseries',
    color: byThresholds,
    custom: { fillOpacity: 80, lineWidth: 0, spanNulls: true, insertNulls: false },
    options: {
      mergeValues: true,
      showValue: 'auto',
      alignValue: 'left',
      rowHeight: 0.9,
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
      tooltip: { mode: 'single', sort: 'none' },
    },
  });

/** Markdown; `${variable}` is filled in. */
export const text = (told: {
  readonly id: number;
  readonly width: number;
  readonly title: Text;
  readonly description: Text;
  readonly content: Text;
}): Panel => ({
  id: told.id,
  width: told.width,
  body: {
    type: 'text',
    title: told.title,
    description: told.description,
    options: {
      mode: 'markdown',
      code: { language: 'plaintext', showLineNumbers: false, showMiniMap: false },
      content: told.content,
    },
    transparent: false,
  },
});
