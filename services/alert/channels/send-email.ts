// Tells people of cards by mail.
import type { CardMessage } from '../../../schemas/card.ts';
import { composeMail } from '../compose-mail.ts';
import type { Composing } from '../compose-words.ts';
import type { Channel } from './channel.ts';
import { idPart, type Letter, type MailerParts, openMailer } from './open-mailer.ts';

export interface EmailParts extends MailerParts {
  readonly composing: Composing;
}

export function openEmail({ composing, ...parts }: EmailParts): Channel {
  const mailer = openMailer(parts);
  return {
    name: parts.name,
    send: async (message, signal) => {
      const result = await mailer.send(letterOf(message, composing), signal);
      return result.ok ? { ok: true, detail: result.detail } : result;
    },
  };
}

/** The same message has the same Message-ID on every attempt; all that is told of one card is one thread. */
function letterOf(message: CardMessage, composing: Composing): Letter {
  const { messageId, at, cards } = message;
  const [only] = cards;
  return {
    letterId: messageId,
    at,
    ...composeMail(message, composing),
    ...(only && cards.length === 1 ? { thread: `card-${idPart(only.cardId)}` } : {}),
  };
}
