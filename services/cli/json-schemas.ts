// JSON Schemas for those who send events or read answers, derived from the zod schemas.
import { z } from 'zod';
import { CalendarFile } from '../../schemas/calendar.ts';
import { CaseExplanation } from '../../schemas/clock.ts';
import { ClockAnswer, ClockQuestion } from '../../schemas/clock-question.ts';
import { Envelope } from '../../schemas/envelope.ts';
import type { EventDefinition, Vocabulary } from '../../schemas/events/effect.ts';
import { vocabularies } from '../../schemas/events/vocabulary.ts';
import { CasePage, IndicatorRow } from '../../schemas/indicator.ts';
import { Mapping } from '../../schemas/mapping.ts';
import { Receipts } from '../../schemas/receipt.ts';
import { TargetFile } from '../../schemas/target.ts';
import { programVersion } from '../platform/program-version.ts';
import { asyncApi } from './async-api.ts';

const documents: Readonly<Record<string, z.ZodType>> = {
  calendar: CalendarFile,
  'case-explanation': CaseExplanation,
  'case-page': CasePage,
  'clock-answer': ClockAnswer,
  'clock-question': ClockQuestion,
  indicators: z.array(IndicatorRow),
  mapping: Mapping,
  receipts: Receipts,
  'target-file': TargetFile,
};

/** Every schema file by name, as text; the same text for the same schemas. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [name, schema] of Object.entries(documents))
    files.set(`${name}.json`, text(inputSchema(schema)));
  for (const vocabulary of vocabularies)
    files.set(`${vocabulary.system}-events.json`, text(eventsSchema(vocabulary)));
  files.set('asyncapi.json', text(asyncApi(programVersion())));
  return files;
}

const text = (schema: object): string => `${JSON.stringify(schema, null, 2)}\n`;

const inputSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });

/** One event of a system: the envelope, with data by type and what each type does to a case. */
const eventsSchema = ({ system, zh, en, types }: Vocabulary) => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: `${en} ${zh}: events`,
  description: `CloudEvents 1.0 of the system "${system}"; subject is the case id.`,
  oneOf: Object.entries(types).map(([type, definition]) => eventSchema(type, definition)),
});

function eventSchema(type: string, { zh, en, effect, data }: EventDefinition) {
  const { $schema: _, ...envelope } = inputSchema(Envelope.omit({ type: true, data: true }));
  const { $schema: __, ...dataSchema } = inputSchema(data);
  return {
    ...envelope,
    title: `${en} ${zh}`,
    properties: { ...envelope.properties, type: { const: type }, data: dataSchema },
    required: [...(envelope.required ?? []), 'type'],
    'x-effect': effect,
  };
}
