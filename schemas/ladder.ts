// A ladder: the rungs 亮牌 at which a clock, or a group of clocks, raises cards, as data.
import { z } from 'zod';
import { Rung } from './card.ts';

/** How soon a card must be replied to, counted on the target's calendar from the instant it was raised. */
export const ReplyWithin = z.strictObject({
  amount: z.int().min(1),
  unit: z.literal('working_day'),
});
export type ReplyWithin = z.infer<typeof ReplyWithin>;

/** One rung; amounts are in the target's own unit. A share `used` is reached at once, an amount only when it is passed. */
export const RungRule = z
  .strictObject({
    rung: Rung,
    used: z.int().min(1).max(100).optional().describe('percent of the limit used'),
    left: z.number().min(0).optional().describe('what is left of the limit; 0: the limit has passed'),
    over: z.number().positive().optional().describe('by how much the limit has been passed'),
    replyWithin: ReplyWithin.optional().describe('absent: no reply is asked for'),
  })
  .refine(({ used, left, over }) => [used, left, over].filter((part) => part !== undefined).length === 1, {
    message: 'expected exactly one of used, left and over',
  });
export type RungRule = z.infer<typeof RungRule>;

export const Ladder = z.strictObject({ rungs: z.array(RungRule).min(1) });
export type Ladder = z.infer<typeof Ladder>;

/** What a target can be as far as ladders go; each has a default. */
export const ladderUses = [
  'working_day',
  'calendar_day',
  'hour',
  'half_days',
  'date',
  'counts',
  'average',
  'share',
] as const;
export type LadderUse = (typeof ladderUses)[number];

const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and dashes');

export const LaddersFile = z.strictObject({
  ladders: z.record(name, Ladder),
  defaults: z
    .record(z.enum(ladderUses), z.string())
    .describe(
      'the ladder of a target that names none: by unit; half_days by method; date where the limit is a date of the case; counts where it counts things in one case; share and average (every other judgement of a group) by aggregation',
    ),
});
export type LaddersFile = z.infer<typeof LaddersFile>;
