// The port to whatever tells people of cards. An adapter tries once; who calls it decides whether and when to try again.
import type { CardMessage } from '../../../schemas/card.ts';

export type SendResult =
  | { readonly ok: true; readonly detail: string }
  | {
      readonly ok: false;
      /** False where the same message can never succeed: it belongs with the dead letters. */
      readonly retry: boolean;
      readonly detail: string;
      /** What the receiver asked for. */
      readonly retryAfterMs?: number;
    };
export type SendFailure = Extract<SendResult, { ok: false }>;

export interface Channel {
  readonly name: string;
  /** Never throws. A send cut short by `signal` may have arrived all the same: send it again with the same messageId. */
  send(message: CardMessage, signal: AbortSignal): Promise<SendResult>;
}
