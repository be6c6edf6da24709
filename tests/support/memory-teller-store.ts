// What the teller asks of the store, in memory: tokens, states and order as the outbox has them.
import type { MessageKind } from '../../schemas/card.ts';
import type { TellerStore } from '../../services/alert/teller-store.ts';
import type { CardEvent } from '../../services/core/card-life.ts';
import { deliveredStep, PROGRAM } from '../../services/core/card-steps.ts';
import { type Outcome, type Sending, tellingKey } from '../../services/store/outbox.ts';
import type { TellableEvent } from '../../services/store/tellable-events.ts';

const TOLD_AS: Partial<Record<CardEvent['kind'], MessageKind>> = {
  raised: 'raised',
  reinstated: 'reinstated',
  withdrawn: 'withdrawn',
  'reply-overdue': 'reply-overdue',
  closed: 'settled',
  upheld: 'settled',
};
const ORDER: readonly MessageKind[] = ['raised', 'reply-overdue', 'settled', 'withdrawn'];
/** Where a telling stands in the life of its card. */
export const placeOf = (kind: MessageKind, turn: number): number =>
  turn * 10 + Math.max(0, ORDER.indexOf(kind));

interface Row extends Sending {
  status: Outcome['became'];
  attempts: number;
  nextAt: number;
}

export interface MemoryTellerStore extends TellerStore {
  append(events: readonly CardEvent[]): Promise<void>;
}

export function makeTellerStore(): MemoryTellerStore {
  const events: CardEvent[] = [];
  const rows = new Map<string, Row>();
  const tokens = new Set<string>();
  const stateOf = (ids: Iterable<string>): string => [...ids].sort().join();
  const waiting = (): Row[] => [...rows.values()].filter(({ status }) => status === 'planned');
  const tellable = (from: number, ids: ReadonlySet<string> | null): TellableEvent[] =>
    events
      .filter(({ at, cardId, kind }) => at >= from && TOLD_AS[kind] && (ids?.has(cardId) ?? true))
      .sort((a, b) => a.at - b.at)
      .map((event) => tellableOf(event));
  const isBehind = (row: Row): boolean =>
    waiting().some(
      (other) =>
        other.channel === row.channel &&
        other.turns.some(({ cardId, turn }) => {
          const mine = row.turns.find((one) => one.cardId === cardId);
          return mine && placeOf(other.message.kind, turn) < placeOf(row.message.kind, mine.turn);
        }),
    );
  const append = async (some: readonly CardEvent[]): Promise<void> => {
    const isKnown = ({ cardId, kind, key }: CardEvent): boolean =>
      events.some((event) => event.cardId === cardId && event.kind === kind && event.key === key);
    events.push(...some.filter((event) => !isKnown(event)));
  };
  return {
    append,
    tellable: async function* (from) {
      const ids = new Set(tellable(from, null).map(({ cardId }) => cardId));
      for (const id of ids) yield tellable(from, new Set([id]));
    },
    tellableOf: async (ids, from) => tellable(from, new Set(ids)),
    events: async (ids) =>
      new Map([...ids].map((id) => [id, events.filter(({ cardId }) => cardId === id)] as const)),
    state: async () => stateOf(rows.keys()),
    told: async (ids) => {
      const asked = new Set(ids);
      return new Set(
        [...rows.values()].flatMap(({ channel, message, turns }) =>
          turns
            .filter(({ cardId }) => asked.has(cardId))
            .map((turn) => tellingKey(channel, message.kind, turn)),
        ),
      );
    },
    plan: async (planned, state, at, spare) => {
      const id = planned.message.messageId;
      const token = `${state}/${spare}`;
      if (!tokens.has(token))
        rows.set(id, { ...planned, attempts: 0, nextAt: at, plannedAt: at, status: 'planned' });
      tokens.add(token);
      if (stateOf([...rows.keys()].filter((one) => one !== id)) !== state) return { is: 'overtaken' };
      return rows.has(id) ? { is: 'stored', state: stateOf(rows.keys()) } : { is: 'refused' };
    },
    next: async (channel, now, limit) => {
      const free = waiting()
        .filter((row) => row.channel === channel && !isBehind(row))
        .sort((a, b) => a.nextAt - b.nextAt)
        .slice(0, limit);
      const later = free.find(({ nextAt }) => nextAt > now);
      return {
        due: free.filter(({ nextAt }) => nextAt <= now).map((row) => ({ ...row })),
        nextAt: later?.nextAt ?? Number.POSITIVE_INFINITY,
      };
    },
    settle: async ({ message, turns, channel, attempts }, outcome, at) => {
      const row = rows.get(message.messageId)!;
      const by = { channel, messageId: message.messageId };
      if (outcome.became === 'sent') await append(turns.map((turn) => deliveredStep(turn, by, at)));
      const rank = { planned: 0, dead: 1, sent: 2 };
      if (
        rank[row.status] > rank[outcome.became] ||
        (outcome.became === 'planned' && row.attempts > attempts)
      )
        return;
      row.status = outcome.became;
      row.attempts = attempts + 1;
      if (outcome.became === 'planned') row.nextAt = outcome.nextAt;
    },
    waiting: async () => {
      const counts = new Map<string, number>();
      for (const { channel } of waiting()) counts.set(channel, (counts.get(channel) ?? 0) + 1);
      return counts;
    },
  };
}

function tellableOf(event: CardEvent): TellableEvent {
  const { cardId, kind, turn, at } = event;
  const belonging =
    'facts' in event
      ? event.facts
      : { system: '', jurisdiction: '', department: '', rung: 'warning' as const };
  const { system, jurisdiction, department, rung } = belonging;
  const byProgram = 'by' in event && event.by === PROGRAM;
  return { cardId, kind: TOLD_AS[kind]!, turn, at, system, jurisdiction, department, rung, byProgram };
}
