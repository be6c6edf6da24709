// Tells programs of cards over Kafka: one CloudEvent a card, in one partition with all others of its case.
import type { CardMessage } from '../../../schemas/card.ts';
import type { EventBus, OutgoingMessage } from '../../platform/event-bus.ts';
import type { Channel, SendResult } from './channel.ts';
import { cardsEvent } from './cloud-event.ts';

export interface KafkaParts {
  readonly name: string;
  readonly topic: string;
  readonly bus: Pick<EventBus, 'send'>;
  readonly timeoutMs: number;
}

export const openKafka = ({ name, topic, bus, timeoutMs }: KafkaParts): Channel => ({
  name,
  send: async (message, signal) => {
    const records = recordsOf(message, topic);
    if (records.length === 0) return { ok: true, detail: 'nothing to tell' };
    const sent = bus.send(records).then(
      (): SendResult => ({ ok: true, detail: `${records.length} acknowledged` }),
      (error): SendResult => ({ ok: false, retry: true, detail: (error as Error).message.slice(0, 200) }),
    );
    return Promise.race([sent, cutShort(signal, timeoutMs)]);
  },
});

/** A record not known to be acknowledged is sent again: its id stays the same. */
function cutShort(signal: AbortSignal, timeoutMs: number): Promise<SendResult> {
  const either = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const result = (): SendResult => ({
    ok: false,
    retry: true,
    detail: signal.aborted ? 'interrupted before an answer' : `no answer within ${timeoutMs / 1000} s`,
  });
  return new Promise((resolve) => {
    if (either.aborted) resolve(result());
    else either.addEventListener('abort', () => resolve(result()), { once: true });
  });
}

export const recordsOf = (message: CardMessage, topic: string): OutgoingMessage[] =>
  message.cards.map((card) => ({
    topic,
    key: card.caseId ?? card.targetId,
    value: JSON.stringify(cardsEvent(message, `${message.messageId}/${card.cardId}`, [card])),
    headers: { 'content-type': Buffer.from('application/cloudevents+json; charset=utf-8') },
  }));
