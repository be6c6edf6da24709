// Cards and what happened to them as they leave the house.
import type { CardDetail, CardEventShown, CardShown } from '../../schemas/card-answers.ts';
import type { CardEvent, CardLife, NotedEvent } from '../core/card-life.ts';
import { cardOf } from '../core/card-shown.ts';
import { formatInstant } from '../core/instant.ts';
import type { CardPlace } from '../store/cards.ts';

export function cardShown(life: CardLife, url: string): CardShown {
  const show = (at: number): string => formatInstant(at, life.facts.zone);
  const done = (event: NotedEvent | null) => event && { at: show(event.at), by: event.by, note: event.note };
  return {
    ...cardOf(life, url),
    turn: life.turn,
    channels: [...life.channels],
    acknowledgement: done(life.acknowledged),
    replyLate: life.replyLate,
    replyOverdueAt: life.replyOverdueAt === null ? null : show(life.replyOverdueAt),
    end: done(life.end),
  };
}

export const cardDetail = (life: CardLife, events: readonly CardEvent[], url: string): CardDetail => ({
  ...cardShown(life, url),
  events: events.map((event) => eventShown(event, life.facts.zone)),
});

const eventShown = (event: CardEvent, zone: string): CardEventShown => ({
  kind: event.kind,
  at: formatInstant(event.at, zone),
  turn: event.turn,
  by: 'by' in event ? event.by : null,
  channel: event.kind === 'delivered' ? event.channel : null,
  words: wordsOf(event),
});

function wordsOf(event: CardEvent): string {
  if ('note' in event) return event.note;
  if (event.kind === 'replied') return event.reason;
  return event.kind === 'withdrawn' ? event.withdrawal.detail : '';
}

export const cardCursor = ({ raisedAt, cardId }: CardPlace): string => `${raisedAt}-${cardId}`;

export function readCardCursor(text: string | undefined): CardPlace | null {
  const [raisedAt, cardId] = text?.split('-') ?? [];
  return cardId === undefined ? null : { raisedAt: Number(raisedAt), cardId };
}
