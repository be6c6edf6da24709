// Random runs of tellers: what happens to cards, processes and channels, and what must be true of whatever was told.
import fc from 'fast-check';
import type { MessageKind } from '../../schemas/card.ts';
import type { Route } from '../../schemas/channel.ts';
import { routesOf } from '../../services/alert/route-cards.ts';
import { type CardEvent, foldCard } from '../../services/core/card-life.ts';
import { raiseStep, replyOverdueStep, withdrawStep } from '../../services/core/card-steps.ts';
import { cardIdOf, REACHED, someFacts, someWithdrawal } from './card-events.ts';
import { placeOf } from './memory-teller-store.ts';
import { type ChannelMode, channelModes, type Process, routesFrom, type World } from './teller-world.ts';

export const SCRIPT_ROUTES: readonly Route[] = routesFrom(
  { channels: ['log'], continue: true, group: { waitSeconds: 0 } },
  {
    match: { rungs: ['red', 'escalation'] },
    channels: ['chiefs'],
    continue: true,
    group: { waitSeconds: 45 },
  },
  {
    channels: ['desk'],
    group: { waitSeconds: 60, most: 3, by: ['department'] },
    quiet: { calendar: 'cn', breaksThrough: ['red'] },
  },
);
export const SCRIPT_SINCE = new Map([
  ['log', REACHED - 1000],
  ['chiefs', REACHED + 120_000],
  ['desk', REACHED],
]);
/** Open in the first ten minutes of every twenty. */
export const scriptOpeningAt = (_: unknown, at: number): number => {
  const inside = (at - REACHED) % 1_200_000;
  return inside < 600_000 ? at : at + 1_200_000 - inside;
};

const someCards = fc.nat(9);
const passes = fc.nat(40);
/** One frozen while it looks at a card, relieved after another went up, and thawed later or never. */
const stall = fc.record({
  do: fc.constant('stall' as const),
  passes: fc.nat(16),
  card: someCards,
  next: someCards,
  ms: fc.constantFrom(1, 1, 50_000, 70_000),
});
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('up' as const), card: someCards }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('down' as const), card: someCards }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('overdue' as const), card: someCards }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), card: someCards }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
  },
  { weight: 4, arbitrary: stall },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('freeze' as const), passes }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take over' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('thaw' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hand over' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('channel' as const),
      name: fc.constantFrom(...SCRIPT_SINCE.keys()),
      mode: fc.constantFrom(...channelModes),
    }),
  },
);
export type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;
export const scripts = fc.array(action, { minLength: 5, maxLength: 60 });

const RUNGS = ['red', 'warning', 'escalation'] as const;
const factsOf = (card: number) =>
  someFacts({
    rung: RUNGS[card % 3]!,
    department: card % 2 === 0 ? '水务局' : '',
    replyDueAt: REACHED - 1,
    caseId: `W-${card}`,
  });

/** Runs a script and lets everything come to rest; returns all that happened to cards. */
export async function runScript(
  world: World,
  script: readonly Action[],
  append: (events: readonly CardEvent[]) => Promise<void>,
): Promise<CardEvent[]> {
  const events: CardEvent[] = [];
  const frozen: Process[] = [];
  const stops: Promise<void>[] = [];
  world.lead(world.open());

  const happens = async (name: number, what: 'up' | 'down' | 'overdue' | 'close'): Promise<void> => {
    const event = stepOf(name, what, events, world.now());
    if (event === null) return;
    events.push(event);
    await append([event]);
    world.wake();
  };
  /** The former leader, frozen, dead or alive, is told later, if ever. */
  const takeOver = (): void => {
    frozen.push(world.leader()!);
    world.lead(world.open());
  };
  const release = (process: Process): void => {
    process.thaw();
    stops.push(process.teller.stop());
  };
  const stallAt = async ({
    passes: more,
    card,
    next,
    ms,
  }: Extract<Action, { do: 'stall' }>): Promise<void> => {
    world.leader()!.freezeAfter(more);
    await happens(card, 'up');
    await world.advance(ms);
    await happens(next, 'up');
    takeOver();
  };
  const perform = async (one: Action): Promise<void> => {
    switch (one.do) {
      case 'pass':
        return world.advance(one.ms);
      case 'freeze':
        return world.leader()!.freezeAfter(one.passes);
      case 'stall':
        return stallAt(one);
      case 'take over':
        return takeOver();
      case 'thaw':
        return frozen.length > 0 ? release(frozen.shift()!) : undefined;
      case 'hand over': {
        const former = world.leader()!;
        takeOver();
        frozen.splice(frozen.indexOf(former), 1);
        return release(former);
      }
      case 'channel':
        return world.setMode(one.name, one.mode as ChannelMode);
      default:
        return happens(one.card, one.do);
    }
  };
  for (const one of script) {
    await perform(one);
    await world.advance(1);
  }
  takeOver();
  for (const process of frozen) release(process);
  for (const name of SCRIPT_SINCE.keys()) world.setMode(name, 'takes');
  // What failed often waits long.
  for (let i = 0; i === 0 || (i < 12 && faultsOf(world, events).length > 0); i += 1)
    await world.advance(600_000);
  await Promise.all([...stops, stopLast(world)]);
  return events;
}

async function stopLast(world: World): Promise<void> {
  const stopped = world.leader()!.teller.stop();
  await world.advance(20_000);
  await stopped;
}

function stepOf(
  name: number,
  what: 'up' | 'down' | 'overdue' | 'close',
  events: readonly CardEvent[],
  at: number,
): CardEvent | null {
  const cardId = cardIdOf(`card ${name}`);
  const life = foldCard(events.filter((event) => event.cardId === cardId));
  if (what === 'up') return raiseStep(life, cardId, factsOf(name), at);
  if (what === 'down') return withdrawStep(life, someWithdrawal, at);
  if (life === null) return null;
  if (what === 'overdue') return replyOverdueStep(life, at);
  if (life.state !== 'raised') return null;
  return {
    kind: 'closed',
    cardId,
    key: `ended/${life.turn}`,
    turn: life.turn,
    at,
    by: 'shixian',
    note: '',
  };
}

/** What is wrong with what was told; nothing where all is well. */
export function faultsOf(world: World, events: readonly CardEvent[]): string[] {
  const told = toldBy(world);
  const twice = [...told].filter(([, ids]) => ids.size > 1);
  const strange = world.sends.filter(({ messageId }) => !world.planned.has(messageId));
  const owed = [...SCRIPT_SINCE.keys()].flatMap((channel) =>
    events.filter(isUp).flatMap((up) => owedOfTurn(channel, up, events, told)),
  );
  const missing = owed.filter(({ telling, mayMiss }) => !mayMiss && !told.has(telling));
  const expected = new Set(owed.map(({ telling }) => telling));
  return [
    ...twice.map(([telling, ids]) => `${telling} under ${ids.size} ids`),
    ...strange.map(({ messageId }) => `${messageId} was sent and never planned`),
    ...missing.map(({ telling }) => `${telling} was not told`),
    ...[...told.keys()].filter((telling) => !expected.has(telling)).map((telling) => `${telling} is false`),
    ...disorder(world),
  ];
}

interface Owed {
  readonly telling: string;
  readonly mayMiss: boolean;
}

/** What a channel is owed of a card's turn; where nobody heard that it went up, it may come down in silence. */
function owedOfTurn(
  channel: string,
  up: Up,
  events: readonly CardEvent[],
  told: ReadonlyMap<string, unknown>,
): Owed[] {
  const isRouted = routesOf(up.facts, SCRIPT_ROUTES).has(channel) && SCRIPT_SINCE.get(channel)! <= up.at;
  if (!isRouted) return [];
  const turn = events.filter((one) => one.cardId === up.cardId && one.turn === up.turn);
  const kinds = turn.map(({ kind }) => (kind === 'closed' ? 'settled' : (kind as MessageKind)));
  const telling = (kind: MessageKind): string => tellingOf(channel, kind, up);
  const isDown = kinds.includes('withdrawn');
  const isSilent = isDown && !told.has(telling(up.kind)) && !told.has(telling('withdrawn'));
  return kinds.map((kind) => ({
    telling: telling(kind),
    mayMiss: isSilent || (isDown && (kind === 'reply-overdue' || kind === 'settled')),
  }));
}

type Up = Extract<CardEvent, { kind: 'raised' | 'reinstated' }>;
const isUp = (event: CardEvent): event is Up => event.kind === 'raised' || event.kind === 'reinstated';

const tellingOf = (
  channel: string,
  kind: MessageKind,
  { cardId, turn }: { readonly cardId: string; readonly turn: number },
): string => `${channel} ${kind} ${cardId.slice(0, 6)}#${turn}`;

/** The ids under which each telling was delivered. */
function toldBy(world: World): Map<string, Set<string>> {
  const told = new Map<string, Set<string>>();
  for (const { channel, messageId } of world.deliveries) {
    const { message, turns } = world.planned.get(messageId)!;
    for (const turn of turns) {
      const telling = tellingOf(channel, message.kind, turn);
      told.set(telling, (told.get(telling) ?? new Set()).add(messageId));
    }
  }
  return told;
}

/** Whether a channel heard of a card first what happened later. */
function disorder({ deliveries, planned }: World): string[] {
  const latest = new Map<string, number>();
  const heard = new Set<string>();
  const faults: string[] = [];
  for (const { channel, messageId } of deliveries) {
    if (heard.has(messageId)) continue;
    heard.add(messageId);
    const { message, turns } = planned.get(messageId)!;
    for (const one of turns) {
      const key = `${channel} ${one.cardId}`;
      const place = placeOf(message.kind, one.turn);
      if (place < (latest.get(key) ?? 0))
        faults.push(`${tellingOf(channel, message.kind, one)} came too late`);
      latest.set(key, Math.max(place, latest.get(key) ?? 0));
    }
  }
  return faults;
}
