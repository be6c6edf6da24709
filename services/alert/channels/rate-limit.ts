// How many messages a channel takes: token buckets, one a limit, in which no span of its length ever holds more.
import type { ChannelSettings } from '../../../schemas/channel.ts';

export interface Limit {
  readonly most: number;
  readonly perSeconds: number;
}

/** What each robot takes, as its vendor states it; those that send more are blocked for minutes. */
const OF_KIND: Partial<Record<ChannelSettings['kind'], readonly Limit[]>> = {
  dingtalk: [{ most: 20, perSeconds: 60 }],
  wecom: [{ most: 20, perSeconds: 60 }],
  feishu: [
    { most: 100, perSeconds: 60 },
    { most: 5, perSeconds: 1 },
  ],
};

export const limitsOf = ({
  kind,
  messagesPerMinute,
}: Pick<ChannelSettings, 'kind' | 'messagesPerMinute'>): Limit[] => [
  ...(OF_KIND[kind] ?? []),
  ...(messagesPerMinute === undefined ? [] : [{ most: messagesPerMinute, perSeconds: 60 }]),
];

/** Tokens left in the bucket of each limit at an instant in epoch milliseconds. */
export interface Buckets {
  readonly at: number;
  readonly tokens: readonly number[];
}

export interface Taken {
  readonly ok: boolean;
  readonly buckets: Buckets;
  /** 0 where a token was taken. */
  readonly waitMs: number;
}

/** Half of what is allowed may go at once, the other half flows in: together never more than allowed. */
const capacityOf = ({ most }: Limit): number => Math.max(1, Math.floor(most / 2));
const perMsOf = (limit: Limit): number =>
  (limit.most > 1 ? limit.most - capacityOf(limit) : limit.most) / (limit.perSeconds * 1000);

/** Takes a token of every bucket, or of none; `buckets` is null before the first message. */
export function takeToken(limits: readonly Limit[], buckets: Buckets | null, now: number): Taken {
  const passedMs = buckets === null ? 0 : Math.max(0, now - buckets.at);
  const tokens = limits.map((limit, i) =>
    Math.min(capacityOf(limit), (buckets?.tokens[i] ?? capacityOf(limit)) + passedMs * perMsOf(limit)),
  );
  const waitMs = Math.max(0, ...limits.map((limit, i) => Math.ceil((1 - tokens[i]!) / perMsOf(limit))));
  const at = Math.max(now, buckets?.at ?? now);
  if (waitMs > 0) return { ok: false, buckets: { at, tokens }, waitMs };
  return { ok: true, buckets: { at, tokens: tokens.map((left) => left - 1) }, waitMs: 0 };
}
