// The table of hand-judged core targets, and the messages of its cases as a source would send them.
import { join } from 'node:path';
import { z } from 'zod';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { type Attributes, Attributes as Told } from '../../schemas/events/effect.ts';
import { acceptEvent } from '../../services/core/accept-event.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { readYaml } from '../../services/platform/read-yaml.ts';
import type { Message } from './case-builder.ts';

const changes = z.record(z.string(), Told.valueType.nullable());
const why = z.string().min(1);
const events = z.array(z.string()).min(1);

const SingleCase = z
  .strictObject({
    why,
    told: Told.default({}),
    events: events.optional(),
    tells: events.optional(),
    counts: z.number(),
    until: z.string().optional(),
  })
  .refine((one) => (one.events === undefined) !== (one.tells === undefined), 'expected events or tells');
const GroupCase = z.strictObject({
  told: Told.default({}),
  times: z.int().min(1).default(1),
  open: z.boolean().default(false),
  counts: z.number(),
  events,
});
const Group = z.strictObject({ why, cases: z.array(GroupCase).min(1), average: z.number() });
const pairOf = <T extends z.ZodType>(one: T) => z.strictObject({ keeps: one, breaks: one });

const Row = z
  .strictObject({
    id: z.string(),
    told: Told.default({}),
    notFor: z.array(changes).default([]),
    keeps: SingleCase.optional(),
    breaks: SingleCase.optional(),
    group: pairOf(Group).optional(),
  })
  .refine(
    ({ keeps, breaks, group }) => (group ? !keeps && !breaks : keeps && breaks),
    'expected keeps and breaks, or a group',
  );
const Section = z.strictObject({
  in: z.string(),
  system: z.string(),
  service: z.string(),
  rows: z.array(Row).min(1),
});

/** A row with the place, system and service of its section. */
export type CoreRow = z.infer<typeof Row> & Omit<z.infer<typeof Section>, 'rows'>;

export async function readCoreRows(): Promise<CoreRow[]> {
  const read = await readYaml(join(packageRoot(), 'tests/fixtures/core-rows.yaml'), z.array(Section));
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('\n'));
  return read.value.flatMap(({ rows, ...section }) => rows.map((row) => ({ ...row, ...section })));
}

/** The told attributes with changes; null takes one away. */
export const changed = (told: Attributes, change: z.infer<typeof changes>): Attributes =>
  Object.fromEntries(
    Object.entries({ ...told, ...change }).flatMap(([name, value]) =>
      value === null ? [] : [[name, value]],
    ),
  );

/** The events of a case in words: as written, or what is told between receipt and completion. */
export function wordsOf({ events, tells }: z.infer<typeof SingleCase>): string[] {
  if (events) return events;
  const told = tells!.map((words, i) => `2026-03-03 ${10 + i}:00 ${words}`);
  return ['2026-03-02 09:00 application.received', ...told, '2026-03-06 16:00 completed'];
}

/** Epoch milliseconds of a stamp in Chinese time; 24:00 ends its day. */
export const chineseTime = (stamp: string): number => Date.parse(`${stamp.replace(' ', 'T')}:00+08:00`);

/** What an event must say besides what the table tells of it. */
const filler: Record<string, object> = {
  'step.done': { name: '环节' },
  'document.submitted': { name: '材料' },
};

/** Attributes that a case of a service must be opened with, where the table does not tell them. */
const opening: Record<string, Attributes> = {
  'supply reliability': { feeder: '10kV-1', cause: 'fault', customersAffected: 0, customersServed: 1000 },
};

export function messagesOf(row: CoreRow, caseId: string, attributes: Attributes, words: string[]): Message[] {
  const open = {
    jurisdiction: row.in,
    service: row.service,
    attributes: { ...opening[row.service], ...attributes },
  };
  return words.map((text, i) => {
    const [day, time, type, ...pairs] = text.split(' ');
    const data = Object.fromEntries(pairs.map(factOf));
    return {
      specversion: '1.0',
      id: `${caseId}-${i}`,
      source: '/tests/core-rows',
      type: `${row.system}.${type}`,
      subject: caseId,
      time: `${day}T${time}:00+08:00`,
      data: i === 0 ? open : { ...filler[type!], ...data },
    };
  });
}

function factOf(pair: string): [string, string | number] {
  const [name, value] = pair.split('=') as [string, string];
  return [name, name === 'count' ? Number(value) : value];
}

/** The messages as the door accepts them. */
export const accepted = (messages: readonly Message[]): AcceptedEvent[] =>
  messages.map((message) => {
    const result = acceptEvent(message, Date.parse(message.time));
    if (!result.ok) throw new Error(`${message.id}: ${result.problems.map((one) => one.message).join('; ')}`);
    return result.event;
  });
