// The register of systems: a new system is one more line here.
import type { EventDefinition, Vocabulary } from './effect.ts';
import { permit } from './permit.ts';

export const vocabularies: readonly Vocabulary[] = [permit];

const byType = new Map<string, { system: string; definition: EventDefinition }>(
  vocabularies.flatMap((vocabulary) =>
    Object.entries(vocabulary.types).map(([type, definition]) => [
      type,
      { system: vocabulary.system, definition },
    ]),
  ),
);

/** The system and definition of an event type, or undefined when no system has it. */
export const eventType = (type: string) => byType.get(type);
export const eventTypes: readonly string[] = [...byType.keys()];
export const systems: readonly string[] = vocabularies.map((vocabulary) => vocabulary.system);
