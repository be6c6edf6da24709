// When a message that failed is tried again, and when it is given up: exponential backoff with full jitter.
import type { SendFailure } from './channel.ts';

export interface RetryPolicy {
  readonly firstMs: number;
  readonly capMs: number;
  readonly mostAttempts: number;
  /** The longest a receiver may put off the next attempt. */
  readonly mostRetryAfterMs: number;
}

/** About a day on average: an outage over night loses nothing. */
export const RETRY_POLICY: RetryPolicy = {
  firstMs: 5_000,
  capMs: 3_600_000,
  mostAttempts: 56,
  mostRetryAfterMs: 6 * 3_600_000,
};

export type NextAttempt =
  | { readonly again: true; readonly afterMs: number }
  /** A dead letter. */
  | { readonly again: false; readonly because: string };

/** `attempts` counts those made, the failed one included; `draw` is random in [0, 1). */
export function nextAttempt(
  failure: SendFailure,
  attempts: number,
  draw: number,
  policy: RetryPolicy = RETRY_POLICY,
): NextAttempt {
  if (!failure.retry) return { again: false, because: failure.detail };
  if (attempts >= policy.mostAttempts)
    return { again: false, because: `${attempts} attempts failed, the last: ${failure.detail}` };
  const ceiling = Math.min(policy.capMs, policy.firstMs * 2 ** Math.min(attempts - 1, 50));
  const asked = Math.min(failure.retryAfterMs ?? 0, policy.mostRetryAfterMs);
  return { again: true, afterMs: asked + Math.floor(draw * ceiling) };
}
