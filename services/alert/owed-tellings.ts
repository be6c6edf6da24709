// What channels are still to be told: what happened to cards, compared with what the outbox holds. Keeps nothing.
import type { MessageKind } from '../../schemas/card.ts';
import type { Route } from '../../schemas/channel.ts';
import { tellingKey } from '../store/outbox.ts';
import type { TellableEvent } from '../store/tellable-events.ts';
import { routesOf } from './route-cards.ts';

export interface OwedTelling {
  readonly channel: string;
  readonly kind: MessageKind;
  readonly cardId: string;
  readonly turn: number;
  /** Epoch milliseconds at which it happened. */
  readonly at: number;
}

export interface Owing {
  readonly routes: readonly Route[];
  /** Since when each channel is told, in epoch milliseconds; what went up before is not told to it. */
  readonly since: ReadonlyMap<string, number>;
  /** Channels that people read: they are not told of what the program closed by itself. */
  readonly forPeople: ReadonlySet<string>;
  /** What the outbox holds of these cards, by `tellingKey`. */
  readonly told: ReadonlySet<string>;
}

/**
 * Adds to `owed`, by `tellingKey`, what of these events is owed. That a card went up is told where its routes lead; all
 * else only to those who were, or will be, told that it went up in that turn, and not that it came down since.
 */
export function addOwed(
  owed: Map<string, OwedTelling>,
  events: readonly TellableEvent[],
  owing: Owing,
): void {
  const { told } = owing;
  const add = (channel: string, { kind, cardId, turn, at }: TellableEvent): void => {
    const key = tellingKey(channel, kind, { cardId, turn });
    const isOver = told.has(tellingKey(channel, 'withdrawn', { cardId, turn }));
    if (!isOver && !told.has(key) && !owed.has(key)) owed.set(key, { channel, kind, cardId, turn, at });
  };
  for (const event of events.filter(isUp))
    for (const channel of channelsOf(event, owing)) add(channel, event);
  for (const event of events.filter((one) => !isUp(one)))
    for (const channel of owing.since.keys())
      if (!isNoise(channel, event, owing) && isToldUp(channel, event, told, owed)) add(channel, event);
}

const ups: readonly MessageKind[] = ['raised', 'reinstated'];
const isUp = ({ kind }: TellableEvent): boolean => ups.includes(kind);

const channelsOf = (event: TellableEvent, { routes, since }: Owing): string[] =>
  [...routesOf(event, routes).keys()].filter(
    (channel) => (since.get(channel) ?? Number.POSITIVE_INFINITY) <= event.at,
  );

const isNoise = (channel: string, { kind, byProgram }: TellableEvent, { forPeople }: Owing): boolean =>
  kind === 'settled' && byProgram && forPeople.has(channel);

const isToldUp = (
  channel: string,
  event: TellableEvent,
  told: ReadonlySet<string>,
  owed: ReadonlyMap<string, OwedTelling>,
): boolean =>
  ups.some((kind) => {
    const key = tellingKey(channel, kind, event);
    return told.has(key) || owed.has(key);
  });
