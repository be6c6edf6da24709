// Tells a program of cards by HTTP: one signed CloudEvent a message.
import { createHmac } from 'node:crypto';
import type { Channel } from './channel.ts';
import { cardsEvent } from './cloud-event.ts';
import { postJson } from './post-json.ts';

export interface WebhookParts {
  readonly name: string;
  readonly url: string;
  readonly secret: string | null;
  readonly bearer: string | null;
  readonly timeoutMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export const openWebhook = (parts: WebhookParts): Channel => ({
  name: parts.name,
  send: async (message, signal) => {
    const { url, secret, bearer, timeoutMs, now } = parts;
    const body = JSON.stringify(cardsEvent(message, message.messageId, message.cards));
    const answered = await postJson({
      url,
      body,
      headers: {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'idempotency-key': message.messageId,
        ...(secret === null ? {} : { 'x-shixian-signature': webhookSignature(secret, body, now()) }),
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      },
      timeoutMs,
      signal,
      secrets: [secret, bearer, url].filter((one) => one !== null),
    });
    return answered.ok ? { ok: true, detail: `answered ${answered.status}` } : answered;
  },
});

/** `t` is the second of this attempt; the receiver refuses an old one and so a repeat by somebody else. */
export function webhookSignature(secret: string, body: string, now: number): string {
  const t = Math.floor(now / 1000);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`;
}
