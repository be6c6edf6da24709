// The words of cards: rungs in their colours, and states.
import { cardStates, rungs } from '../schemas/card.ts';
import type { Words } from './fields.ts';

export const rungNames: Words = {
  warning: [rungs.warning, 'blue'],
  yellow: [rungs.yellow, 'yellow'],
  red: [rungs.red, 'red'],
  escalation: [rungs.escalation, 'purple'],
};

export const cardStateNames: Words = cardStates;
