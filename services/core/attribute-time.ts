// Where a clock's time went: by stage (or by link, the stretch up to each milestone) and by ground of pause.
import { permitStages } from '../../schemas/events/permit.ts';
import { eventType } from '../../schemas/events/vocabulary.ts';
import type { CaseHistory } from './case-history.ts';
import type { Clock } from './clock.ts';
import type { HistoryEvent } from './history-event.ts';
import { elapsedTicks, PAUSED, positionAt, RUNNING } from './walk.ts';

/** Ticks of one part; those without ground add up to the elapsed time exactly, all of them to the gross time. */
export interface TimePart {
  /** A stage, or the milestone a stretch led up to; `after` what no later milestone or stage covers. */
  readonly part: string;
  readonly ground: string | null;
  readonly ticks: number;
}

interface Section {
  readonly to: number;
  readonly part: string;
}

/**
 * Parts in order of time, up to `asOf`; none when the case told no stage or
 * milestone, when the count needs unpublished days, and when the clock counts things.
 */
export function attributeTime(history: CaseHistory, clock: Clock, asOf: number): TimePart[] {
  const { walk, target, grounds, fault } = clock;
  const last = positionAt(walk, asOf);
  if (fault || last < 0 || target.counter.method === 'count') return [];
  const elapsed = elapsedTicks(walk, target.counter, asOf);
  const sections = sectionsOf(history.events);
  if (sections.length === 0) return [];
  const sums = new Map<string, TimePart>();
  for (let i = 0; i <= last; i++) {
    const state = walk.state[i];
    if (i === last && state !== RUNNING && state !== PAUSED) continue;
    const to = i < last ? walk.t[i + 1]! : asOf;
    const ground = state === PAUSED ? (grounds[i] ?? null) : null;
    for (const [from, until, part] of cut(sections, walk.t[i]!, to))
      add(sums, part, ground, target.counter.at(until) - target.counter.at(from));
  }
  const parts = [...sums.values()];
  if (parts.some(({ ticks }) => Number.isNaN(ticks)) || Number.isNaN(elapsed)) return [];
  return settle(parts, elapsed);
}

function add(sums: Map<string, TimePart>, part: string, ground: string | null, ticks: number): void {
  const key = `${part}\u0000${ground}`;
  sums.set(key, { part, ground, ticks: (sums.get(key)?.ticks ?? 0) + ticks });
}

/** A day counted on entering a run (wd_incl), or a count begun again, belongs to the first running part. */
function settle(parts: TimePart[], elapsed: number): TimePart[] {
  const running = parts.filter(({ ground }) => ground === null);
  const rest = elapsed - running.reduce((sum, { ticks }) => sum + ticks, 0);
  const first = running[0];
  if (rest === 0 || !first) return parts;
  return parts.map((part) => (part === first ? { ...part, ticks: part.ticks + rest } : part));
}

/** [from, to) cut where sections meet. */
function* cut(sections: readonly Section[], from: number, to: number): Generator<[number, number, string]> {
  let at = from;
  for (const { to: end, part } of sections) {
    if (end <= at) continue;
    const until = Math.min(end, to);
    if (until > at) yield [at, until, part];
    at = until;
    if (at >= to) return;
  }
  if (at < to) yield [at, to, 'after'];
}

const isStage = ({ event }: HistoryEvent): boolean => /\.stage\.(begun|ended)$/.test(event.type);

function sectionsOf(events: readonly HistoryEvent[]): Section[] {
  return events.some(isStage) ? stageSections(events) : linkSections(events);
}

/** Time in no stage is `between`. A stage begun inside another is counted as its own until it ends. */
function stageSections(events: readonly HistoryEvent[]): Section[] {
  const sections: Section[] = [];
  const open: string[] = [];
  for (const { event, at, data } of events.filter(isStage)) {
    const stage = String(data['stage']);
    sections.push({ to: at, part: open.at(-1) ?? 'between' });
    if (event.type.endsWith('begun')) open.push(stage);
    else if (open.includes(stage)) open.splice(open.lastIndexOf(stage), 1);
  }
  if (open.length > 0) sections.push({ to: Number.POSITIVE_INFINITY, part: open.at(-1)! });
  return sections;
}

function linkSections(events: readonly HistoryEvent[]): Section[] {
  return events
    .filter(({ effect }) => effect.does === 'mark' || effect.does === 'close')
    .map(({ event, at }) => ({ to: at, part: event.type }));
}

/** The words of a part for people. */
export function partWords(part: string): { readonly zh: string; readonly en: string } {
  const definition = eventType(part)?.definition;
  const stage = permitStages[part as keyof typeof permitStages];
  if (stage) return stage;
  if (definition) return { zh: `至${definition.zh}`, en: `until ${definition.en}` };
  if (part === 'between') return { zh: '阶段之间', en: 'between stages' };
  if (part === 'after') return { zh: '其后', en: 'after' };
  return { zh: part, en: part };
}
