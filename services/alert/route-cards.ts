// Which card goes where and when: cards, routes and an instant in, messages out. Keeps nothing and waits for nothing.
import { createHash } from 'node:crypto';
import type { Card, CardMessage, MessageKind } from '../../schemas/card.ts';
import type { QuietHours, Route, RouteMatch } from '../../schemas/channel.ts';
import type { Belonging } from '../store/tellable-events.ts';
import { bySeverity } from './compose-list.ts';

/** Something that happened to a card and that people are to be told. */
export interface Telling {
  readonly card: Card;
  readonly kind: MessageKind;
  /** Epoch milliseconds at which it happened, or was found out. */
  readonly at: number;
  /** The how-manieth of its kind for this card, from 1: a card may be withdrawn again after it was reinstated. */
  readonly turn?: number;
}

/** A telling on its way to one channel, by the route that sent it there; not yet part of any message. */
export interface Pending extends Telling {
  readonly channel: string;
  readonly route: Route;
}

export interface PlannedMessage {
  readonly channel: string;
  readonly message: CardMessage;
  readonly tellings: readonly Pending[];
}

export interface Plan {
  readonly messages: readonly PlannedMessage[];
  /** What waits for others or for an opening. */
  readonly held: readonly Pending[];
  /** What need not be told any more: withdrawn before anybody heard of it, and that withdrawal. */
  readonly overtaken: readonly Pending[];
  /** When to plan anew at the latest; null where nothing is held. */
  readonly nextAt: number | null;
}

/** The instant at or after `at` from which quiet hours let a message go. */
export type OpeningAt = (quiet: QuietHours, at: number) => number;

export const isWithin = (place: string, whole: string): boolean => `${place}/`.startsWith(`${whole}/`);

export function matches(
  card: Belonging,
  { systems, jurisdictions, departments, rungs }: RouteMatch,
): boolean {
  return (
    (systems?.includes(card.system) ?? true) &&
    (jurisdictions?.some((whole) => isWithin(card.jurisdiction, whole)) ?? true) &&
    (departments?.includes(card.department) ?? true) &&
    (rungs?.includes(card.rung) ?? true)
  );
}

/** Where a card goes, by channel. A channel named by several routes is told once, as the first says. */
export function routesOf(card: Belonging, routes: readonly Route[]): Map<string, Route> {
  const found = new Map<string, Route>();
  for (const route of routes) {
    if (!matches(card, route.match)) continue;
    for (const channel of route.channels) if (!found.has(channel)) found.set(channel, route);
    if (!route.continue) break;
  }
  return found;
}

export const routeTelling = (telling: Telling, routes: readonly Route[]): Pending[] =>
  [...routesOf(telling.card, routes)].map(([channel, route]) => ({ ...telling, channel, route }));

/**
 * What may go now and what waits. Ask again with what is held, and what has come since, at `nextAt`. Of one card a
 * channel is told one thing after the other, so that what happened first is never behind.
 */
export function planMessages(pending: readonly Pending[], now: number, openingAt: OpeningAt): Plan {
  const messages: PlannedMessage[] = [];
  const overtaken = findOvertaken(pending);
  const held = new Set([...pending].sort(asTold).filter((one) => !overtaken.has(one)));
  for (;;) {
    let nextAt = Number.POSITIVE_INFINITY;
    const goes: (readonly Pending[])[] = [];
    for (const group of groupsOf(firstOfEach(held))) {
      const { ready, restAt } = settleGroup(group, now, openingAt);
      goes.push(...ready);
      nextAt = Math.min(nextAt, restAt);
    }
    for (const one of goes.flat()) held.delete(one);
    messages.push(...goes.map(messageOf));
    if (goes.length === 0)
      return {
        messages,
        held: [...held],
        overtaken: [...overtaken],
        nextAt: Number.isFinite(nextAt) ? nextAt : null,
      };
  }
}

/** The order of what happens to a card within a turn. */
const ORDER: Readonly<Record<MessageKind, number>> = {
  test: 0,
  raised: 0,
  reinstated: 0,
  'reply-overdue': 1,
  settled: 2,
  withdrawn: 3,
};

/** By turn and kind before the instant, which several services tell by clocks that are not quite alike. */
const asTold = (a: Pending, b: Pending): number =>
  (a.turn ?? 1) - (b.turn ?? 1) || ORDER[a.kind] - ORDER[b.kind] || a.at - b.at;

const isUp = ({ kind }: Pending): boolean => kind === 'raised' || kind === 'reinstated';

const cardOn = ({ channel, card }: Pending): string => JSON.stringify([channel, card.cardId]);

/** Of what a channel is to be told of a card the first; given in order. */
function firstOfEach(pending: Iterable<Pending>): Pending[] {
  const firsts = new Map<string, Pending>();
  for (const one of pending) {
    const key = cardOn(one);
    if (!firsts.has(key)) firsts.set(key, one);
  }
  return [...firsts.values()];
}

/** A card that goes up and comes down again within one wait was never seen; what else became of it matters no more. */
function findOvertaken(pending: readonly Pending[]): Set<Pending> {
  const overtaken = new Set<Pending>();
  const untoldOf = new Map<string, Pending[]>();
  for (const one of [...pending].sort(asTold)) {
    const key = cardOn(one);
    const untold = untoldOf.get(key) ?? [];
    untoldOf.set(key, one.kind === 'withdrawn' || one.kind === 'test' ? [] : [...untold, one]);
    if (one.kind !== 'withdrawn') continue;
    for (const earlier of untold) overtaken.add(earlier);
    if (untold.some(isUp)) overtaken.add(one);
  }
  return overtaken;
}

/** Alike in channel, route, kind and what the route groups by; those that break through quiet hours apart. */
function groupsOf(pending: readonly Pending[]): Pending[][] {
  const groups = new Map<string, Pending[]>();
  for (const one of pending) {
    const { channel, route, kind, card } = one;
    const key = JSON.stringify([
      channel,
      kind,
      route.match,
      route.group,
      route.quiet ?? null,
      breaksThrough(one),
      ...route.group.by.map((name) => card[name]),
    ]);
    const group = groups.get(key) ?? [];
    group.push(one);
    groups.set(key, group);
  }
  return [...groups.values()];
}

const breaksThrough = ({ route, card, kind }: Pending): boolean =>
  kind === 'test' || (route.quiet?.breaksThrough.includes(card.rung) ?? true);

interface Settled {
  readonly ready: readonly (readonly Pending[])[];
  /** When what is left goes at the latest; infinite where nothing is left. */
  readonly restAt: number;
}

/** Full messages go at once; what is left goes when its first card has waited long enough. */
function settleGroup(group: readonly Pending[], now: number, openingAt: OpeningAt): Settled {
  const [first] = group;
  const { most, waitSeconds } = first!.route.group;
  const quiet = breaksThrough(first!) ? undefined : first!.route.quiet;
  const opensAt = quiet ? openingAt(quiet, now) : now;
  if (opensAt > now) return { ready: [], restAt: opensAt };
  const inOrder = [...group].sort((a, b) => a.at - b.at || compareIds(a.card, b.card));
  const chunks = Array.from({ length: Math.ceil(inOrder.length / most) }, (_, i) =>
    inOrder.slice(i * most, (i + 1) * most),
  );
  const last = chunks.at(-1)!;
  const waitedAt = last[0]!.at + waitSeconds * 1000;
  if (last.length === most || waitedAt <= now) return { ready: chunks, restAt: Number.POSITIVE_INFINITY };
  return { ready: chunks.slice(0, -1), restAt: waitedAt };
}

const compareIds = (a: Card, b: Card): number => (a.cardId < b.cardId ? -1 : a.cardId > b.cardId ? 1 : 0);

function messageOf(tellings: readonly Pending[]): PlannedMessage {
  const { channel, kind } = tellings[0]!;
  const at = Math.max(...tellings.map((one) => one.at));
  const cards = tellings.map(({ card }) => card).sort(bySeverity);
  return { channel, tellings, message: { messageId: messageIdOf(channel, kind, tellings), kind, cards, at } };
}

/** The same for the same cards on the same channel, in whatever order and whenever they are told. */
export function messageIdOf(
  channel: string,
  kind: MessageKind,
  tellings: readonly Pick<Telling, 'card' | 'turn'>[],
): string {
  const cards = tellings.map(({ card, turn = 1 }) => `${card.cardId}${turn === 1 ? '' : `#${turn}`}`).sort();
  return createHash('sha256')
    .update(JSON.stringify([channel, kind, cards]))
    .digest('hex')
    .slice(0, 32);
}
