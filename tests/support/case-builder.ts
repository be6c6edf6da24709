// Builds the events of a permit case in the order a person would tell them; every event goes through the real door.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { Attributes, GroundName } from '../../schemas/events/effect.ts';
import { acceptEvent } from '../../services/core/accept-event.ts';

/** How an event was told, where that matters. */
export interface Telling {
  readonly id?: string;
  readonly source?: string;
  readonly sequence?: string;
  readonly receivedAt?: string;
  readonly recordedAt?: string;
  readonly dayOnly?: boolean;
}

export interface Application {
  readonly jurisdiction?: string;
  readonly service?: string;
  readonly attributes?: Attributes;
}

export type Message = Record<string, unknown> & { readonly id: string; readonly time: string };

export interface CaseBuilder {
  received(at: string, application?: Application, telling?: Telling): CaseBuilder;
  accepted(at: string, telling?: Telling): CaseBuilder;
  asked(at: string, telling?: Telling): CaseBuilder;
  answered(at: string, telling?: Telling): CaseBuilder;
  begun(ground: GroundName, at: string, telling?: Telling): CaseBuilder;
  ended(ground: GroundName, at: string, telling?: Telling): CaseBuilder;
  stage(change: 'begun' | 'ended', stage: string, at: string, telling?: Telling): CaseBuilder;
  step(name: string, at: string, telling?: Telling): CaseBuilder;
  changed(attributes: Attributes, at: string, telling?: Telling): CaseBuilder;
  extended(amount: number, at: string, telling?: Telling): CaseBuilder;
  completed(at: string, telling?: Telling): CaseBuilder;
  rejected(at: string, telling?: Telling): CaseBuilder;
  withdrawn(at: string, telling?: Telling): CaseBuilder;
  reopened(at: string, telling?: Telling): CaseBuilder;
  corrected(
    id: string,
    change: { time?: string; data?: Record<string, unknown> },
    at: string,
    telling?: Telling,
  ): CaseBuilder;
  retracted(id: string, at: string, telling?: Telling): CaseBuilder;
  told(type: string, at: string, data: Record<string, unknown>, telling?: Telling): CaseBuilder;
  /** As the door accepted them; each was received when it happened unless told otherwise. */
  events(): AcceptedEvent[];
  /** As a source sends them. */
  messages(): Message[];
}

/** Seconds may be left out: 2026-03-02T09:00+08:00. */
const whole = (stamp: string): string => stamp.replace(/T(\d\d:\d\d)([+-]|Z)/, 'T$1:00$2');
export const instant = (stamp: string): number => Date.parse(whole(stamp));

const applied = { jurisdiction: 'cn/hubei/ezhou', service: 'permit' };

interface Told {
  readonly message: Message;
  readonly receivedAt: number;
}

function tell(caseId: string, n: number, type: string, at: string, data: object, telling: Telling): Told {
  const { id, source, sequence, receivedAt, recordedAt, dayOnly } = telling;
  const message = {
    specversion: '1.0',
    id: id ?? `${caseId}-${n + 1}`,
    source: source ?? '/desk',
    type: `permit.${type}`,
    subject: caseId,
    time: whole(at),
    ...(sequence === undefined ? {} : { sequence }),
    ...(recordedAt === undefined ? {} : { recordedtime: whole(recordedAt) }),
    ...(dayOnly ? { timeprecision: 'day' } : {}),
    data,
  };
  return { message, receivedAt: instant(receivedAt ?? at) };
}

function accept({ message, receivedAt }: Told): AcceptedEvent {
  const result = acceptEvent(message, receivedAt);
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join('; '));
  return result.event;
}

export function permitCase(caseId: string, tellings: readonly Told[] = []): CaseBuilder {
  const next = (type: string, at: string, data: object = {}, telling: Telling = {}) =>
    permitCase(caseId, [...tellings, tell(caseId, tellings.length, type, at, data, telling)]);
  return {
    received: (at, application, telling) =>
      next('application.received', at, { ...applied, ...application }, telling),
    accepted: (at, telling) => next('application.accepted', at, {}, telling),
    asked: (at, telling) => next('correction.asked', at, {}, telling),
    answered: (at, telling) => next('correction.received', at, {}, telling),
    begun: (ground, at, telling) => next('special-procedure.begun', at, { ground }, telling),
    ended: (ground, at, telling) => next('special-procedure.ended', at, { ground }, telling),
    stage: (change, stage, at, telling) => next(`stage.${change}`, at, { stage }, telling),
    step: (name, at, telling) => next('step.done', at, { name }, telling),
    changed: (attributes, at, telling) => next('attributes.changed', at, { attributes }, telling),
    extended: (amount, at, telling) => next('extended', at, { amount }, telling),
    completed: (at, telling) => next('completed', at, {}, telling),
    rejected: (at, telling) => next('rejected', at, {}, telling),
    withdrawn: (at, telling) => next('withdrawn', at, {}, telling),
    reopened: (at, telling) => next('reopened', at, {}, telling),
    corrected: (id, { time, data }, at, telling) => {
      const change = { ...(time && { time: whole(time) }), ...(data && { data }) };
      return next('event.corrected', at, { corrects: id, ...change }, telling);
    },
    retracted: (id, at, telling) => next('event.retracted', at, { retracts: id }, telling),
    told: (type, at, data, telling) => next(type, at, data, telling),
    events: () => tellings.map(accept),
    messages: () => tellings.map(({ message }) => message),
  };
}
