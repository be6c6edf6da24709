// The names of topics: one a system for its events, one beside each for what was refused.
import { systems } from '../../schemas/events/vocabulary.ts';

/** Such as `power.applications`, behind a prefix where one is set. */
export const topicOf = (system: string, prefix = ''): string => `${prefix}${system}.applications`;

export const deadLetterTopic = (topic: string): string => `${topic}.dlq`;

/** The system whose events a topic carries; undefined for a topic of another kind. */
export function systemOfTopic(topic: string): string | undefined {
  const [system, kind] = topic.split('.').slice(-2);
  return kind === 'applications' ? systems.find((known) => known === system) : undefined;
}
