// A mapping: how the rows of a CSV or XES event log become events of one system.
import { z } from 'zod';

const Column = z.string().min(1).max(256);
const Text = z.string({ error: 'expected text; put quotes around numbers and true/false' });

/** `{column}` stands for the value of that column; `{{` and `}}` are literal braces. */
const Template = Text.min(1)
  .max(512)
  .regex(
    /^(?:[^{}]|\{\{|\}\}|\{[^{}]+\})*$/,
    'expected text with columns in braces, such as {concept:instance}',
  );
const IdTemplate = Template.regex(
  /(?<!\{)(?:\{\{)*\{[^{}]+\}/,
  'expected at least one column in braces, such as {concept:instance}: ids must differ',
);

const Zone = z.string().refine(isZone, 'expected an IANA time zone, such as Asia/Shanghai');

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const Scalar = z.union([Template, z.number(), z.boolean()], {
  error: 'expected text, a number, true or false',
});
export type Scalar = string | number | boolean;

export const readings = ['text', 'number', 'boolean', 'instant', 'date'] as const;

/** The value of a column; empty is refused unless `optional`, when the field is left out. */
const ColumnValue = z.strictObject({
  column: Column,
  as: z.enum(readings).optional(),
  map: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .refine((map) => Object.keys(map).length > 0, 'expected at least one value')
    .optional()
    .describe('value as printed in the file to value of the field; others are refused'),
  optional: z.boolean().optional(),
});
export type ColumnValue = z.infer<typeof ColumnValue>;

export type Value = Scalar | ColumnValue | readonly Value[] | { readonly [field: string]: Value };

export const isColumnValue = (value: Value): value is ColumnValue =>
  typeof value === 'object' && !Array.isArray(value) && 'column' in value;

/** A literal, a template, a column, or a list or record of these; checked by its own kind, so that errors are plain. */
const Value: z.ZodType<Value> = z
  .unknown()
  .check(({ value, issues }) => {
    const result = kindOf(value).safeParse(value);
    for (const issue of result.error?.issues ?? [])
      issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
  })
  .describe('a literal, text with {column}, or {column, as, map, optional}') as z.ZodType<Value>;

function kindOf(value: unknown): z.ZodType {
  if (Array.isArray(value)) return z.array(Value);
  if (typeof value !== 'object' || value === null) return Scalar;
  return 'column' in value ? ColumnValue : z.record(z.string(), Value);
}

/** Columns and the value, or one of the values, each must have; all must hold. */
const Conditions = z
  .record(
    Column,
    z.union([z.string(), z.array(z.string()).min(1)], { error: 'expected text or a list of texts' }),
  )
  .refine((conditions) => Object.keys(conditions).length > 0, 'expected at least one column');
export type Conditions = z.infer<typeof Conditions>;

const MappedEvent = z.strictObject({
  type: z.string().min(1).describe('an event type of the system'),
  id: IdTemplate.describe('the same for the same event however often and in whatever order it is read'),
  time: Column.describe('the column that says when it happened'),
  recordedTime: Column.optional().describe('the column that says when it was written down'),
  sequence: Template.optional().describe('order among events of one instant'),
  data: z.record(z.string(), Value).default({}),
});
export type MappedEvent = z.infer<typeof MappedEvent>;

const RowRule = MappedEvent.extend({ when: Conditions.optional().describe('absent: every row') });
export type RowRule = z.infer<typeof RowRule>;

export const Mapping = z
  .strictObject({
    system: z.string().min(1),
    source: z
      .string()
      .max(256)
      .regex(/^\S+$/, 'expected a URI without spaces')
      .describe('CloudEvents source: source and id are the identity of an event'),
    zone: Zone.describe('IANA zone of stamps printed without offset'),
    case: Column.describe('the column that holds the case id'),
    encoding: z.enum(['utf-8', 'gb18030']).default('utf-8').describe('of a CSV file; gb18030 also reads GBK'),
    delimiter: z.string().length(1).default(',').describe('of a CSV file'),
    caseEvents: z
      .array(MappedEvent)
      .default([])
      .describe('told once a case from columns that repeat on its rows; none where the time is empty'),
    rows: z
      .array(RowRule)
      .default([])
      .describe('the first rule that matches tells the event of a row; no rules: rows tell case events only'),
    ignore: z
      .array(Conditions)
      .default([])
      .describe('rows that no rule matches and that are left out on purpose'),
  })
  .refine((mapping) => mapping.caseEvents.length + mapping.rows.length > 0, {
    message: 'expected events under caseEvents or rows',
  });
export type Mapping = z.infer<typeof Mapping>;
