// Boards: the part of Grafana's classic dashboard JSON the built-in page honours, and the questions and answers of
// the API that fills them. Objects are loose where Grafana has more than the page reads.
import { z } from 'zod';

export const boardLanguages = ['zh', 'en'] as const;
export type BoardLanguage = (typeof boardLanguages)[number];

/** How Grafana writes a target's `format`, and the word the answer has for it. */
export const targetFormats = ['timeseries', 'table'] as const;

const Texts = z.union([z.string(), z.array(z.string())]);
const Link = z.looseObject({
  title: z.string(),
  url: z.string().describe("may hold Grafana's variables of values, fields, time range and board"),
  targetBlank: z.boolean().optional(),
});

/** A query of a panel. `format` 0 is a time series, rows in order of time; 1 is a table as it is. */
export const BoardTarget = z.looseObject({
  refId: z.string().min(1),
  rawSql: z.string().min(1),
  format: z.union([z.literal(0), z.literal(1)]),
  hide: z.boolean().optional(),
});
export type BoardTarget = z.infer<typeof BoardTarget>;

/** The step with null holds from minus infinity; step i holds while value >= its value. */
export const Thresholds = z.looseObject({
  mode: z.enum(['absolute', 'percentage']),
  steps: z.array(z.looseObject({ color: z.string(), value: z.number().nullable() })).min(1),
});
export type Thresholds = z.infer<typeof Thresholds>;

const Shown = z.looseObject({
  text: z.string().optional(),
  color: z.string().optional(),
  index: z.number().optional(),
});
const Edge = z.number().nullable();

export const ValueMapping = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('value'), options: z.record(z.string(), Shown) }),
  z.looseObject({
    type: z.literal('range'),
    options: z.looseObject({ from: Edge, to: Edge, result: Shown }),
  }),
  z.looseObject({
    type: z.literal('regex'),
    options: z.looseObject({ pattern: z.string(), result: Shown }),
  }),
  z.looseObject({
    type: z.literal('special'),
    options: z.looseObject({
      match: z.enum(['null', 'nan', 'null+nan', 'true', 'false', 'empty']),
      result: Shown,
    }),
  }),
]);
export type ValueMapping = z.infer<typeof ValueMapping>;

/** How values are shown. `min` and `max` are in `unit`. */
export const FieldDefaults = z.looseObject({
  unit: z.string().optional(),
  decimals: z.number().nullish(),
  min: z.number().optional(),
  max: z.number().optional(),
  displayName: z.string().optional(),
  noValue: z.string().optional(),
  color: z.looseObject({ mode: z.string(), fixedColor: z.string().optional() }).optional(),
  thresholds: Thresholds.optional(),
  mappings: z.array(ValueMapping).optional(),
  links: z.array(Link).optional(),
  custom: z.record(z.string(), z.unknown()).optional(),
});
export type FieldDefaults = z.infer<typeof FieldDefaults>;

export const FieldOverride = z.looseObject({
  matcher: z.looseObject({
    id: z.enum(['byName', 'byRegexp', 'byType', 'byFrameRefID']),
    options: z.string(),
  }),
  properties: z.array(z.looseObject({ id: z.string(), value: z.unknown().optional() })),
});
export type FieldOverride = z.infer<typeof FieldOverride>;

/** In columns of a grid of 24 and rows of 30 px. */
export const GridPos = z.looseObject({
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  w: z.int().min(1).max(24),
  h: z.int().min(1),
});
export type GridPos = z.infer<typeof GridPos>;

export const PlainPanel = z.looseObject({
  id: z.int().min(1),
  type: z.string().min(1),
  title: z.string().default(''),
  description: z.string().optional(),
  gridPos: GridPos,
  transparent: z.boolean().optional(),
  targets: z.array(BoardTarget).default([]),
  fieldConfig: z
    .looseObject({ defaults: FieldDefaults.default({}), overrides: z.array(FieldOverride).default([]) })
    .default({ defaults: {}, overrides: [] }),
  options: z.record(z.string(), z.unknown()).default({}),
  links: z.array(Link).default([]),
  interval: z.string().nullish().describe('least interval, such as 1d'),
  maxDataPoints: z.int().nullish(),
});
export type PlainPanel = z.infer<typeof PlainPanel>;

/** A panel; a row holds the panels under it only while it is collapsed. */
export const BoardPanel = PlainPanel.extend({
  collapsed: z.boolean().optional(),
  panels: z.array(PlainPanel).default([]),
});
export type BoardPanel = z.infer<typeof BoardPanel>;

export const ALL_CHOICE = '$__all';

/** `query` is the list of a custom variable, the value of a constant or text box, and the SQL of a query. */
export const BoardVariable = z.looseObject({
  type: z.enum(['query', 'custom', 'constant', 'textbox', 'interval', 'datasource']),
  name: z.string().regex(/^\w+$/),
  label: z.string().nullish(),
  description: z.string().nullish(),
  hide: z.int().min(0).max(3).optional().describe('0 shown, 1 without label, 2 and 3 hidden'),
  query: z.union([z.string(), z.looseObject({ rawSql: z.string().min(1) })]).default(''),
  multi: z.boolean().optional(),
  includeAll: z.boolean().optional(),
  allValue: z.string().nullish(),
  current: z.looseObject({ text: Texts.optional(), value: Texts.optional() }).optional(),
  sort: z.int().min(0).max(8).optional(),
  regex: z.literal('').optional(),
});
export type BoardVariable = z.infer<typeof BoardVariable>;

/** A query whose rows are marks in time: columns time, timeEnd, text, tags. */
export const BoardAnnotation = z.looseObject({
  name: z.string().min(1),
  enable: z.boolean().default(true),
  hide: z.boolean().optional(),
  iconColor: z.string().optional(),
  builtIn: z.int().optional(),
  target: z.looseObject({ rawSql: z.string().optional() }).optional(),
});
export type BoardAnnotation = z.infer<typeof BoardAnnotation>;

/** The link of a board: to one address, or to every board of the tags. */
export const BoardLink = z.looseObject({
  type: z.enum(['link', 'dashboards']),
  title: z.string(),
  url: z.string().optional(),
  tags: z.array(z.string()).default([]),
  asDropdown: z.boolean().optional(),
  includeVars: z.boolean().optional(),
  keepTime: z.boolean().optional(),
  targetBlank: z.boolean().optional(),
});
export type BoardLink = z.infer<typeof BoardLink>;

export const Board = z.looseObject({
  uid: z.string().regex(/^[\w-]{1,40}$/),
  title: z.string().min(1),
  description: z.string().default(''),
  tags: z.array(z.string()).default([]),
  timezone: z.string().default('Asia/Shanghai'),
  refresh: z.union([z.string(), z.literal(false)]).default(''),
  time: z.looseObject({ from: z.string(), to: z.string() }),
  links: z.array(BoardLink).default([]),
  templating: z.looseObject({ list: z.array(BoardVariable).default([]) }).default({ list: [] }),
  annotations: z.looseObject({ list: z.array(BoardAnnotation).default([]) }).default({ list: [] }),
  panels: z.array(BoardPanel),
});
export type Board = z.infer<typeof Board>;

export const BoardsQuery = z.strictObject({ lang: z.enum(boardLanguages).default('zh') });
export const BoardParams = z.object({ uid: z.string().min(1).max(64) });
export const BoardPartParams = z.object({ uid: z.string().min(1).max(64), name: z.string().min(1).max(128) });

export const BoardList = z.array(
  z.strictObject({
    uid: z.string(),
    title: z.string(),
    tags: z.array(z.string()),
    description: z.string(),
  }),
);
export type BoardList = z.infer<typeof BoardList>;

const LAST = Date.UTC(2299, 0, 1);
const Instant = z.int().min(0).max(LAST).describe('epoch milliseconds');
const Chosen = z.array(z.string().max(512)).max(1000);

/** What a board is asked with: its time range, both ends included, and the values of its variables. */
const asked = {
  from: Instant,
  to: Instant,
  intervalMs: z
    .int()
    .min(1)
    .max(366 * 86_400_000)
    .default(60_000)
    .describe('of one point of a time series, in milliseconds'),
  variables: z
    .record(z.string().regex(/^\w{1,64}$/), Chosen)
    .default({})
    .describe('chosen values by name; [$__all] chooses all, an absent name what the board has chosen'),
};
const inOrder = ({ from, to }: { readonly from: number; readonly to: number }) => from <= to;
const ORDER = { path: ['to'], message: 'expected an instant not before from' };

export const BoardQuestion = z.strictObject(asked).refine(inOrder, ORDER);
export type BoardQuestion = z.output<typeof BoardQuestion>;
export const PanelQuestion = z.strictObject({ panelId: z.int().min(1), ...asked }).refine(inOrder, ORDER);
export type PanelQuestion = z.output<typeof PanelQuestion>;

/** Times are epoch milliseconds, a day its midnight in UTC as Grafana has it; lists and maps are JSON text. */
const Cell = z.union([z.number(), z.string(), z.boolean(), z.null()]);
export type Cell = z.infer<typeof Cell>;

export const BoardColumn = z.strictObject({ name: z.string(), type: z.string().describe("ClickHouse's") });
export type BoardColumn = z.infer<typeof BoardColumn>;

export const BoardFrame = z.strictObject({
  refId: z.string(),
  format: z.enum(targetFormats),
  columns: z.array(BoardColumn),
  rows: z.array(z.array(Cell)),
  truncated: z.boolean().describe('whether rows beyond the 10,000 here were left out'),
});
export type BoardFrame = z.infer<typeof BoardFrame>;
export const BoardFrames = z.strictObject({ frames: z.array(BoardFrame) });
export type BoardFrames = z.infer<typeof BoardFrames>;

export const VariableOptions = z.strictObject({
  options: z.array(z.strictObject({ value: z.string(), text: z.string() })),
});
export type VariableOptions = z.infer<typeof VariableOptions>;

export const BoardMarks = z.strictObject({
  marks: z.array(
    z.strictObject({
      time: z.number().describe('epoch milliseconds'),
      timeEnd: z.number().nullable().describe('epoch milliseconds; null for an instant'),
      text: z.string(),
      tags: z.array(z.string()),
    }),
  ),
});
export type BoardMarks = z.infer<typeof BoardMarks>;

/** From the general to the particular; each stands in the uid of its board and in the name of its file. */
export const boardNames = [
  'overview',
  'power',
  'water',
  'gas',
  'permit',
  'worklist',
  'case',
  'targets',
  'indicators',
  'trends',
  'integrity',
  'pipeline',
] as const;
export type BoardName = (typeof boardNames)[number];
