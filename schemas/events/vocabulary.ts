// The register of systems: a new system is one more line here.
import type { Attributes, EventDefinition, Vocabulary } from './effect.ts';
import { gas } from './gas.ts';
import { permit } from './permit.ts';
import { power } from './power.ts';
import { water } from './water.ts';

export const vocabularies: readonly Vocabulary[] = [
  permit,
  water,
  power,
  gas,
  // one line a system
];

interface TypeOfSystem {
  readonly system: string;
  readonly definition: EventDefinition;
}

export interface Register {
  /** The system and definition of an event type, or undefined when no system has it. */
  readonly eventType: (type: string) => TypeOfSystem | undefined;
  readonly eventTypes: readonly string[];
  readonly systems: readonly string[];
  /** What a case of the system is sorted by on boards; empty where it was not told. */
  readonly categoryOf: (system: string, told: Attributes) => string;
}

/** What the program asks of any set of systems. */
export function registerOf(all: readonly Vocabulary[]): Register {
  const byType = new Map<string, TypeOfSystem>(
    all.flatMap(({ system, types }) =>
      Object.entries(types).map(([type, definition]) => [type, { system, definition }]),
    ),
  );
  const categories = new Map(all.map(({ system, category }) => [system, category ?? '']));
  return {
    eventType: (type) => byType.get(type),
    eventTypes: [...byType.keys()],
    systems: all.map(({ system }) => system),
    categoryOf: (system, told) => String(told[categories.get(system) ?? ''] ?? ''),
  };
}

export const { eventType, eventTypes, systems, categoryOf } = registerOf(vocabularies);
