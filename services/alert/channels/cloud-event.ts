// Cards as CloudEvents 1.0, for programs that take them by HTTP or Kafka.
import type { Card, CardMessage } from '../../../schemas/card.ts';

export interface CardsEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly subject?: string;
  readonly datacontenttype: 'application/json';
  readonly data: { readonly cards: readonly Card[] };
}

/** `source` and `id` together are the same on every attempt. */
export function cardsEvent(message: CardMessage, id: string, cards: readonly Card[]): CardsEvent {
  const [only] = cards;
  return {
    specversion: '1.0',
    id,
    source: 'urn:shixian:cards',
    type: `city.shixian.card.${message.kind}`,
    time: new Date(message.at).toISOString(),
    ...(only && cards.length === 1 ? { subject: only.cardId } : {}),
    datacontenttype: 'application/json',
    data: { cards },
  };
}
