// What a source system tells of a case: CloudEvents with ids and the time of writing down, mistakes and their mending.
import { formatInstant } from '../core/instant.ts';
import type { Draft, Told } from './draft.ts';

/** The JSON object of a CloudEvent; broken ones lack a field or hold a wrong one. */
export type CloudEventJson = Readonly<Record<string, unknown>>;

/** An event and the instant its source wrote it down. */
export interface Recorded {
  readonly recordedAt: number;
  readonly event: CloudEventJson;
}

export const SOURCE = 'https://simulated.shixian.example/';

const DAY = 86_400_000;
const WRONG_TIME = 0.02;
const RETRACTED = 0.012;

/** The events of a finished draft, in order of happening. */
export function tellEvents(draft: Draft): Recorded[] {
  const { told, random, place } = draft;
  if (random.chance(RETRACTED) && told.length > 3) tellMistake(draft);
  const offline = random.chance(place.offline);
  const inOrder = told.map((one, i) => ({ one, i })).sort((a, b) => a.one.at - b.one.at || a.i - b.i);
  const wrong = random.chance(WRONG_TIME) ? random.whole(1, inOrder.length) : 0;
  const recorded: Recorded[] = [];
  for (const [i, { one }] of inOrder.entries()) {
    const recordedAt = i > 0 && offline ? burstAt(draft, one.at, i) : one.at + lag(draft);
    const id = `${draft.caseId}-${String(i + 1).padStart(2, '0')}`;
    const misread = i === wrong && i > 0;
    recorded.push(record(draft, id, misread ? { ...one, at: one.at - DAY } : one, recordedAt));
    if (misread) recorded.push(correction(draft, id, one.at, recordedAt));
    if ('mistaken' in one) recorded.push(retraction(draft, id, recordedAt));
  }
  return recorded;
}

function record({ system, caseId, calendar }: Draft, id: string, told: Told, recordedAt: number): Recorded {
  const event = {
    specversion: '1.0',
    id,
    source: SOURCE + system,
    type: told.type,
    subject: caseId,
    time: stamp(calendar.zone, told.at),
    recordedtime: stamp(calendar.zone, recordedAt),
    data: told.data,
  };
  return { recordedAt, event };
}

/** An instant after the calendar's end is never told. */
const stamp = (zone: string, at: number): string => (Number.isFinite(at) ? formatInstant(at, zone) : '');

/** Most are written down at once, some within the hour. */
const lag = ({ random }: Draft): number =>
  (random.chance(0.8) ? random.whole(0, 40) : random.whole(60, 3600)) * 1000;

const BURST_EVERY = 10;

/** Paper is entered on the afternoon of every tenth working day, one event after another. */
function burstAt({ office, place, random }: Draft, at: number, i: number): number {
  const cycle = Math.floor((office.positionAt(at) + place.weight) / BURST_EVERY) + 1;
  const entered = office.instantAt(cycle * BURST_EVERY - place.weight - 0.3);
  return Math.max(entered, at) + (i * 20 + random.whole(0, 19)) * 1000;
}

/** Something that never happened, told by mistake; it is taken back later. */
function tellMistake({ told, system, random }: Draft): void {
  const type = random.chance(0.3) ? `${system}.completed` : `${system}.visit.made`;
  const { at } = random.pick(told);
  const mistaken = { at: at + 1000, type, data: {}, mistaken: true };
  told.push(mistaken);
}

const later = ({ office, random }: Draft, at: number): number => {
  const position = office.positionAt(at) + random.between(0.2, 3);
  return Number.isFinite(at) ? Math.max(at + 60_000, office.instantAt(position)) : at;
};

function correction(draft: Draft, corrects: string, trueAt: number, recordedAt: number): Recorded {
  const at = later(draft, recordedAt);
  const data = { corrects, time: stamp(draft.calendar.zone, trueAt), reason: '时间误录' };
  return record(draft, `${corrects}-c`, { at, type: `${draft.system}.event.corrected`, data }, at);
}

function retraction(draft: Draft, retracts: string, recordedAt: number): Recorded {
  const at = later(draft, recordedAt);
  const data = { retracts, reason: '误录' };
  return record(draft, `${retracts}-r`, { at, type: `${draft.system}.event.retracted`, data }, at);
}
