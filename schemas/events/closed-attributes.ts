// The attributes of a system that can only have certain values, with those values.
import { z } from 'zod';
import type { AttributeValue, Vocabulary } from './effect.ts';
import { vocabularies } from './vocabulary.ts';

type Value = z.infer<typeof AttributeValue>;
export type ClosedAttributes = ReadonlyMap<string, readonly Value[]>;

/** Attributes with a fixed set of values; those that are numbers or free text are not in it. */
export function closedAttributesOf({ attributes }: Vocabulary): ClosedAttributes {
  const entries = Object.entries(attributes.shape).map(([name, schema]) => [name, valuesOf(schema)] as const);
  return new Map(entries.flatMap(([name, values]) => (values ? [[name, values] as const] : [])));
}

function valuesOf(schema: unknown): readonly Value[] | null {
  if (schema instanceof z.ZodOptional) return valuesOf(schema.unwrap());
  if (schema instanceof z.ZodEnum) return schema.options;
  return schema instanceof z.ZodBoolean ? [true, false] : null;
}

const bySystem = new Map(vocabularies.map((each) => [each.system, closedAttributesOf(each)]));
const none: ClosedAttributes = new Map();

/** The closed attributes of a system; none for a system that is not known. */
export const closedAttributes = (system: string): ClosedAttributes => bySystem.get(system) ?? none;
