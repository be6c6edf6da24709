// A card as it leaves the house, from how it stands.
import type { Card } from '../../schemas/card.ts';
import type { CardLife } from './card-life.ts';
import { formatInstant } from './instant.ts';

/** Instants in the zone of the calendar that the card stands by. */
export function cardOf(life: CardLife, url: string): Card {
  const { zone, reachedAt, deadline, replyDueAt, ...facts } = life.facts;
  const show = (at: number): string => formatInstant(at, zone);
  const showOrNull = (at: number | null): string | null => (at === null ? null : show(at));
  const { reply, withdrawn } = life;
  return {
    ...facts,
    cardId: life.cardId,
    state: life.state,
    deadline: showOrNull(deadline),
    reachedAt: show(reachedAt),
    raisedAt: show(life.raisedAt),
    replyDueAt: showOrNull(replyDueAt),
    reply: reply && {
      at: show(reply.at),
      by: reply.by,
      reason: reply.reason,
      expectedFinish: reply.expectedFinish,
    },
    withdrawal: withdrawn && { at: show(withdrawn.at), ...withdrawn.withdrawal },
    url,
  };
}
