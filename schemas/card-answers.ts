// Cards as they are listed and looked at: questions and answers of the API.
import { z } from 'zod';
import { Card, CardState, Rung } from './card.ts';
import { Jurisdiction } from './events/effect.ts';

const id = z.string().regex(/^[0-9a-f]{32}$/, 'expected the 32 hexadecimal digits of a card');

export const CardParams = z.object({ id });

/** An absent one lets everything through. */
export const CardQuery = z.strictObject({
  system: z.string().min(1).max(64).optional(),
  within: Jurisdiction.optional().describe('a jurisdiction and everything in it'),
  department: z.string().min(1).max(512).optional().describe('承办单位, word for word'),
  rung: Rung.optional(),
  state: z
    .enum([...CardState.options, 'open', 'all'])
    .default('open')
    .describe('open: without an end yet'),
  caseId: z.string().min(1).max(512).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,15}-[0-9a-f]{32}$/, 'expected the next of an earlier answer')
    .optional(),
});
export type CardQuery = z.output<typeof CardQuery>;

const instant = Card.shape.raisedAt;
const done = z.strictObject({ at: instant, by: z.string(), note: z.string() });

/** A card with what became of it in its last turn. */
export const CardShown = z.strictObject({
  ...Card.shape,
  turn: z.int().describe('1, and one more with each reinstatement'),
  channels: z.array(z.string()).describe('the channels it was delivered to'),
  acknowledgement: done.nullable(),
  replyLate: z.boolean().describe('the reply came after replyDueAt'),
  replyOverdueAt: instant.nullable().describe('when it was told that the reply is overdue'),
  end: done.nullable().describe('of a closed or upheld card'),
});
export type CardShown = z.infer<typeof CardShown>;

export const CardPage = z.strictObject({
  total: z.int(),
  states: z
    .array(z.strictObject({ state: CardState, n: z.int() }))
    .describe('how many in each state, whatever state is asked for'),
  cards: z.array(CardShown).describe('the latest raised first'),
  next: z.string().nullable().describe('cursor of the next page'),
});
export type CardPage = z.infer<typeof CardPage>;

export const CardEventShown = z.strictObject({
  kind: z
    .string()
    .describe(
      'raised, reinstated, withdrawn, delivered, acknowledged, replied, closed, upheld or reply-overdue',
    ),
  at: instant,
  turn: z.int(),
  by: z.string().nullable().describe('who did it; null for what the program tells'),
  channel: z.string().nullable().describe('of a delivery'),
  words: z.string().describe('its note, reason or detail; empty where it has none'),
});
export type CardEventShown = z.infer<typeof CardEventShown>;

/** One card with everything that happened to it, the earliest first, earlier turns included. */
export const CardDetail = z.strictObject({ ...CardShown.shape, events: z.array(CardEventShown) });
export type CardDetail = z.infer<typeof CardDetail>;
