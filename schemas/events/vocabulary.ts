// The register of systems: a new system is one more line here.
import type { EventDefinition, Vocabulary } from './effect.ts';
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
}

/** What the program asks of any set of systems. */
export function registerOf(all: readonly Vocabulary[]): Register {
  const byType = new Map<string, TypeOfSystem>(
    all.flatMap(({ system, types }) =>
      Object.entries(types).map(([type, definition]) => [type, { system, definition }]),
    ),
  );
  return {
    eventType: (type) => byType.get(type),
    eventTypes: [...byType.keys()],
    systems: all.map(({ system }) => system),
  };
}

export const { eventType, eventTypes, systems } = registerOf(vocabularies);
