// The rungs of one case, reached and to come: question and answer of the API.
import { z } from 'zod';
import { Card, CardState, Rung } from './card.ts';

export const RungQuery = z.strictObject({
  system: z.string().min(1).max(64).optional().describe('needed only when two systems share a case id'),
});

const instant = Card.shape.reachedAt;

export const RungShown = z.strictObject({
  rung: Rung,
  targetId: z.string(),
  at: instant.describe('when it was reached or, if nothing more happens, will be'),
  reached: z.boolean(),
  state: CardState.nullable().describe('of its card; null where there is none'),
  card: Card.describe('its card or, where there is none, what it would be if it were raised at that instant'),
});
export type RungShown = z.infer<typeof RungShown>;

export const CaseRungs = z.strictObject({
  system: z.string(),
  caseId: z.string(),
  asOf: instant.describe('now'),
  ladders: z.string().describe('version of the ladders'),
  rungs: z.array(RungShown).describe('in order of their instants'),
});
export type CaseRungs = z.infer<typeof CaseRungs>;
