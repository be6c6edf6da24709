// Checks a mapping against the systems' vocabularies: event types must exist and literal data must fit them.
import type { z } from 'zod';
import type { EventDefinition } from '../../schemas/events/effect.ts';
import { eventType, systems } from '../../schemas/events/vocabulary.ts';
import {
  type ColumnValue,
  isColumnValue,
  type MappedEvent,
  type Mapping,
  type Value,
} from '../../schemas/mapping.ts';
import { compileTemplate, templateColumns } from './compile-value.ts';

type Path = readonly PropertyKey[];

export interface MappingFault {
  readonly code: 'unknown-system' | 'unknown-type' | 'bad-data';
  readonly path: Path;
  readonly message: string;
  readonly value?: unknown;
}

export function checkMapping(mapping: Mapping): MappingFault[] {
  if (!systems.includes(mapping.system)) {
    const message = `unknown system "${mapping.system}": expected one of ${systems.join(', ')}`;
    return [{ code: 'unknown-system', path: ['system'], message, value: mapping.system }];
  }
  return (['caseEvents', 'rows'] as const).flatMap((list) =>
    mapping[list].flatMap((event, index) => checkEvent(event, mapping.system, [list, index])),
  );
}

function checkEvent(event: MappedEvent, system: string, path: Path): MappingFault[] {
  const known = eventType(event.type);
  if (known?.system === system) return checkData(event.data, known.definition, [...path, 'data']);
  const why = known ? `is of system ${known.system}` : 'is unknown';
  const message = `event type "${event.type}" ${why}: expected one of system ${system}, such as ${system}.completed`;
  return [{ code: 'unknown-type', path: [...path, 'type'], message, value: event.type }];
}

/** Parses examples of the data, one for each mapped value, and keeps what does not depend on a row. */
function checkData(data: MappedEvent['data'], definition: EventDefinition, path: Path): MappingFault[] {
  const faults = new Map<string, MappingFault>();
  for (let variant = 0; variant < Math.max(1, mostMapped(data)); variant++) {
    const result = definition.data.safeParse(exampleOf(data, variant));
    for (const issue of result.error?.issues ?? []) {
      const fault = faultOf(issue, data, variant, path);
      if (fault) faults.set(JSON.stringify([fault.path, fault.message]), fault);
    }
  }
  return [...faults.values()];
}

const mostMapped = (value: Value): number => {
  if (typeof value !== 'object') return 0;
  if (isColumnValue(value)) return Object.keys(value.map ?? {}).length;
  return Math.max(0, ...Object.values(value).map(mostMapped));
};

const mappedKey = (map: Record<string, unknown>, variant: number): string => {
  const keys = Object.keys(map);
  return keys[variant % keys.length]!;
};

function exampleOf(value: Value, variant: number): unknown {
  if (typeof value === 'string')
    return templateColumns(value).length > 0 ? 'x' : compileTemplate(value)({}, []);
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => exampleOf(item, variant));
  if (isColumnValue(value)) return columnExample(value, variant);
  return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, exampleOf(item, variant)]));
}

const examples = {
  text: 'x',
  number: 1,
  boolean: true,
  instant: '2026-01-05T09:00:00+08:00',
  date: '2026-01-05',
};

const columnExample = ({ as = 'text', map }: ColumnValue, variant: number): unknown =>
  map ? map[mappedKey(map, variant)] : examples[as];

/** A value read from a row is only held to its kind, since its text is not known yet. */
function faultOf(issue: z.core.$ZodIssue, data: Value, variant: number, path: Path): MappingFault | null {
  const keys = issue.code === 'unrecognized_keys' ? [issue.keys[0]!] : [];
  const place = [...issue.path, ...keys];
  const { value, depth } = walk(data, place);
  const fault = (at: Path, message: string): MappingFault => ({
    code: 'bad-data',
    path: [...path, ...at],
    message,
  });
  if (issue.code === 'unrecognized_keys') return fault(place, `unknown field ${issue.keys.join(', ')}`);
  if (depth < place.length) return fault(place, 'a field the event type needs is missing');
  if (typeof value === 'string' && templateColumns(value).length > 0)
    return issue.code === 'invalid_type' ? fault(place, issue.message) : null;
  if (typeof value !== 'object' || !isColumnValue(value)) return fault(place, issue.message);
  if (value.map) return fault([...place, 'map', mappedKey(value.map, variant)], issue.message);
  return issue.code === 'invalid_type'
    ? fault(place, `read as ${value.as ?? 'text'}: ${issue.message}`)
    : null;
}

/** The value at a path, and how many of its steps exist. */
function walk(data: Value, path: Path): { value: Value; depth: number } {
  let value = data;
  for (const [depth, part] of path.entries()) {
    const next = typeof value === 'object' ? (value as Record<PropertyKey, Value>)[part] : undefined;
    if (next === undefined) return { value, depth };
    value = next;
  }
  return { value, depth: path.length };
}
