// Which card goes where and when: cards, routes and an instant in, messages out. Keeps nothing and waits for nothing.
import { createHash } from 'node:crypto';
import type { Card, CardMessage, MessageKind } from '../../schemas/card.ts';
import type { QuietHours, Route, RouteMatch } from '../../schemas/channel.ts';
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

export function matches(card: Card, { systems, jurisdictions, departments, rungs }: RouteMatch): boolean {
  return (
    (systems?.includes(card.system) ?? true) &&
    (jurisdictions?.some((whole) => isWithin(card.jurisdiction, whole)) ?? true) &&
    (departments?.includes(card.department) ?? true) &&
    (rungs?.includes(card.rung) ?? true)
  );
}

/** Where a telling goes. A channel named by several routes is told once, as the first says. */
export function routeTelling(telling: Telling, routes: readonly Route[]): Pending[] {
  const found = new Map<string, Pending>();
  for (const route of routes) {
    if (!matches(telling.card, route.match)) continue;
    for (const channel of route.channels)
      if (!found.has(channel)) found.set(channel, { ...telling, channel, route });
    if (!route.continue) break;
  }
  return [...found.values()];
}

/** What may go now and what waits. Ask again with what is held, and what has come since, at `nextAt`. */
export function planMessages(pending: readonly Pending[], now: number, openingAt: OpeningAt): Plan {
  const messages: PlannedMessage[] = [];
  const held: Pending[] = [];
  let nextAt = Number.POSITIVE_INFINITY;
  const overtaken = findOvertaken(pending);
  for (const group of groupsOf(pending.filter((one) => !overtaken.has(one)))) {
    const { ready, rest, restAt } = settleGroup(group, now, openingAt);
    messages.push(...ready.map((tellings) => messageOf(tellings)));
    held.push(...rest);
    nextAt = Math.min(nextAt, restAt);
  }
  return { messages, held, overtaken: [...overtaken], nextAt: Number.isFinite(nextAt) ? nextAt : null };
}

/** A card that goes up and comes down again within one wait was never seen; a late reply to it matters no more. */
function findOvertaken(pending: readonly Pending[]): Set<Pending> {
  const overtaken = new Set<Pending>();
  const upOf = new Map<string, Pending[]>();
  for (const one of [...pending].sort((a, b) => a.at - b.at)) {
    const key = JSON.stringify([one.channel, one.card.cardId]);
    const up = upOf.get(key) ?? [];
    upOf.set(key, one.kind === 'withdrawn' || one.kind === 'test' ? [] : [...up, one]);
    if (one.kind !== 'withdrawn' || up.length === 0) continue;
    for (const earlier of up) overtaken.add(earlier);
    if (up[0]!.kind !== 'reply-overdue') overtaken.add(one);
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
  readonly ready: readonly Pending[][];
  readonly rest: readonly Pending[];
  readonly restAt: number;
}

/** Full messages go at once; what is left goes when its first card has waited long enough. */
function settleGroup(group: readonly Pending[], now: number, openingAt: OpeningAt): Settled {
  const [first] = group;
  const { most, waitSeconds } = first!.route.group;
  const quiet = breaksThrough(first!) ? undefined : first!.route.quiet;
  const opensAt = quiet ? openingAt(quiet, now) : now;
  if (opensAt > now) return { ready: [], rest: group, restAt: opensAt };
  const inOrder = [...group].sort((a, b) => a.at - b.at || compareIds(a.card, b.card));
  const chunks = Array.from({ length: Math.ceil(inOrder.length / most) }, (_, i) =>
    inOrder.slice(i * most, (i + 1) * most),
  );
  const last = chunks.at(-1)!;
  const waitedAt = last[0]!.at + waitSeconds * 1000;
  if (last.length === most || waitedAt <= now)
    return { ready: chunks, rest: [], restAt: Number.POSITIVE_INFINITY };
  return { ready: chunks.slice(0, -1), rest: last, restAt: waitedAt };
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
