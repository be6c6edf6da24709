// The names of topics: one a system for its events, one beside each for what was refused.
import { systems } from '../../schemas/events/vocabulary.ts';

/** Such as `power.applications`. */
export const topicOf = (system: string): string => `${system}.applications`;

export const deadLetterTopic = (topic: string): string => `${topic}.dlq`;

/** The system whose events a topic carries; undefined for a topic of another kind. */
export function systemOfTopic(topic: string): string | undefined {
  return systems.find((system) => topicOf(system) === topic);
}
