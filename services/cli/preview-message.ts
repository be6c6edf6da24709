// One message of one card in the form that a channel gives it, and where and when it would go; nothing is sent.
import type { Card, CardMessage } from '../../schemas/card.ts';
import type { Route } from '../../schemas/channel.ts';
import { cardsEvent } from '../alert/channels/cloud-event.ts';
import { alertsOf } from '../alert/channels/send-alertmanager.ts';
import { dingtalkBody } from '../alert/channels/send-dingtalk.ts';
import { feishuBody } from '../alert/channels/send-feishu.ts';
import { wecomBody } from '../alert/channels/send-wecom.ts';
import { composeMail, type Mail } from '../alert/compose-mail.ts';
import type { Composing } from '../alert/compose-words.ts';
import {
  messageIdOf,
  type OpeningAt,
  type Pending,
  planMessages,
  routeTelling,
} from '../alert/route-cards.ts';
import type { PreviewForm } from './preview-forms.ts';

const HELD_DAYS = 365;

export const messageOfRaise = (card: Card): CardMessage => ({
  messageId: messageIdOf('preview', 'raised', [{ card }]),
  kind: 'raised',
  cards: [card],
  at: Date.parse(card.reachedAt),
});

export const mailOf = (card: Card, composing: Composing): Mail =>
  composeMail(messageOfRaise(card), composing);

/** The body as the channel is sent it, without what is secret. */
export function bodyOf(
  card: Card,
  form: Exclude<PreviewForm, 'text' | 'html'>,
  composing: Composing,
): unknown {
  const message = messageOfRaise(card);
  switch (form) {
    case 'dingtalk':
      return dingtalkBody(message, composing);
    case 'wecom':
      return wecomBody(message, composing);
    case 'feishu':
      return feishuBody(message, composing);
    case 'webhook':
      return cardsEvent(message, message.messageId, message.cards);
    case 'alertmanager':
      return alertsOf(message, { composing, heldDays: HELD_DAYS });
  }
}

export interface Going {
  readonly channel: string;
  /** Epoch milliseconds: after its wait for others, and not in quiet hours. */
  readonly at: number;
}

/** Where the raise of a card would go, and when, if no other card came to wait with it. */
export function goingsOf(card: Card, routes: readonly Route[], openingAt: OpeningAt): Going[] {
  const telling = { card, kind: 'raised', at: Date.parse(card.reachedAt) } as const;
  return routeTelling(telling, routes).map((pending) => ({
    channel: pending.channel,
    at: goesAt(pending, openingAt),
  }));
}

function goesAt(pending: Pending, openingAt: OpeningAt): number {
  for (let now = pending.at; ; ) {
    const { messages, nextAt } = planMessages([pending], now, openingAt);
    if (messages.length > 0 || nextAt === null) return now;
    now = nextAt;
  }
}
