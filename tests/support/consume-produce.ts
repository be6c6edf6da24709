// Makes the messages of a world of the consumer, of each kind, and knows how each must end.
import type { OutgoingMessage } from '../../services/platform/event-bus.ts';
import type { Expected } from './consume-inspector.ts';
import { contentOf, UNSTORABLE } from './consume-store.ts';
import { TOPIC, type World } from './consume-world.ts';

export const messageKinds = [
  'good',
  'ahead',
  'not-json',
  'bad-envelope',
  'wrong-key',
  'no-value',
  'unstorable',
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** An event may lie this far ahead of the clock of who checks it. */
const SKEW_MS = 10 * 60_000;

const expectations: Record<MessageKind, Expected> = {
  good: 'stored',
  ahead: 'either',
  'not-json': 'refused',
  'bad-envelope': 'refused',
  'wrong-key': 'refused',
  'no-value': 'refused',
  unstorable: 'refused',
};

interface Told {
  readonly id: string;
  readonly caseId: string;
  readonly time: string;
  readonly jurisdiction: string;
}

const TYPE = 'permit.application.received';

const eventOf = ({ id, caseId, time, jurisdiction }: Told) => ({
  specversion: '1.0',
  id,
  source: '/desk',
  type: TYPE,
  subject: caseId,
  time,
  data: { jurisdiction, service: 'permit' },
});

export function produce(world: World, caseId: string, kind: MessageKind): number {
  const { broker, random, inspector } = world;
  const at =
    kind === 'ahead' ? broker.clock.now() + SKEW_MS + random.whole(-1500, 1500) : Date.UTC(2026, 1, 2);
  const id = `${kind === 'unstorable' ? UNSTORABLE : kind} ${inspector.produced.length}`;
  const told = { id, caseId, time: new Date(at).toISOString(), jurisdiction: 'cn/hubei/ezhou' };
  return send(
    world,
    messageOf(kind, told),
    expectations[kind],
    kind === 'unstorable' ? null : contentOf(told.id, told.jurisdiction),
  );
}

function messageOf(kind: MessageKind, told: Told): OutgoingMessage {
  const message = { topic: TOPIC, key: told.caseId, value: JSON.stringify(eventOf(told)) };
  if (kind === 'not-json') return { ...message, value: message.value.slice(0, -3) };
  if (kind === 'bad-envelope')
    return { ...message, value: JSON.stringify({ ...eventOf(told), specversion: '0.3' }) };
  if (kind === 'wrong-key')
    return { ...message, value: JSON.stringify(eventOf({ ...told, caseId: 'another' })) };
  if (kind === 'no-value') return { ...message, value: null };
  return message;
}

function send(world: World, message: OutgoingMessage, expected: Expected, content: string | null): number {
  const { partition, offset } = world.broker.produce(message);
  world.inspector.produced.push({ partition, offset, expected, content, message });
  return partition;
}

/** Tells a message of before once more, word for word. */
export function repeat(world: World, nth: number): void {
  const before = world.inspector.produced[nth % world.inspector.produced.length];
  if (!before) return;
  const expected = before.expected === 'refused' ? 'refused' : 'either';
  send(world, before.message, expected, before.content);
}

/** Uses the id of an event of before for something else. */
export function contradict(world: World, nth: number): void {
  const known = world.inspector.produced.filter(({ expected }) => expected !== 'refused');
  const before = known[nth % known.length];
  if (!before) return;
  const event = JSON.parse(String(before.message.value));
  const told = { id: event.id, caseId: event.subject, time: event.time, jurisdiction: 'cn/hubei' };
  send(world, messageOf('good', told), 'either', contentOf(told.id, told.jurisdiction));
}

/** One good message at the end of the partition. */
export function produceLast(world: World, partition: number): void {
  for (let i = 0; i < 100; i++) if (produce(world, `last ${i}`, 'good') === partition) return;
}
