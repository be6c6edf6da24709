// How a card stands, in few words: how late or how near it was, and what of its reply.
import type { Card } from '../../../schemas/card.ts';
import type { CardShown } from '../../../schemas/card-answers.ts';
import { amountText, deadlineText, type Language, partText } from '../format.ts';
import type { Words } from '../words.ts';
import { openStates } from './card-filters.ts';

const timeUnits = ['working_day', 'calendar_day', 'hour', 'minute', 'month'];
export const measuresTime = (unit: string): boolean => timeUnits.includes(unit);

/** What rounding of fractions may leave over. */
const tiny = 1e-9;

type Measured = Pick<Card, 'limit' | 'elapsed' | 'unit' | 'deadline' | 'reachedAt'>;

/** How late it was at the instant of the rung, or how much was left. */
export function standingWords(card: Measured, words: Words, language: Language): string {
  const { limit, elapsed, unit, deadline, reachedAt } = card;
  const { standing } = words.card;
  const amount = (value: number) => amountText(value, unit, language);
  const part = (value: number) => partText(value, unit, language);
  if (limit !== null && elapsed !== null && !measuresTime(unit))
    return standing.figure(amount(elapsed), amount(limit));
  const over = limit === null || elapsed === null ? 0 : elapsed - limit;
  const isLate = deadline === null ? over > tiny : Date.parse(reachedAt) > Date.parse(deadline);
  if (isLate) return over > tiny ? standing.late(part(over)) : standing.past;
  if (limit !== null && elapsed !== null) return over < -tiny ? standing.left(part(-over)) : standing.used;
  return deadline === null ? '' : standing.until(deadlineText(deadline));
}

export type ReplyStanding = 'not-asked' | 'awaited' | 'overdue' | 'given' | 'given-late' | 'not-given';

type Replying = Pick<CardShown, 'state' | 'replyDueAt' | 'replyOverdueAt' | 'reply' | 'replyLate'>;

/** `now` is the program's clock; null while it is not known. */
export function replyStanding(card: Replying, now: string | null): ReplyStanding {
  if (card.reply !== null) return card.replyLate ? 'given-late' : 'given';
  if (card.replyDueAt === null) return 'not-asked';
  if (!openStates.includes(card.state)) return 'not-given';
  const isPast = now !== null && Date.parse(now) > Date.parse(card.replyDueAt);
  return card.replyOverdueAt !== null || isPast ? 'overdue' : 'awaited';
}
