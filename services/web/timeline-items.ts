// Everything the timeline shows, as data: spans cut at the deadline, marks and events, each with its words.
import type { CaseExplanation, ClockView, Span } from '../../schemas/clock.ts';
import { deadlineText, durationText, instantText, type Language, secondsBetween } from './format.ts';
import { type Words, wordFor } from './words.ts';

export type Look = Span['kind'] | 'past';
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly look: Look;
  readonly ground: string | null;
}
export interface Item {
  /** Index of the clock, or null for the events' own lane. */
  readonly lane: number | null;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Spans of a clock as drawn: a running span that crosses the deadline is cut there. */
export function pieces(clock: ClockView): Piece[] {
  const deadline = clock.deadline === null ? Number.POSITIVE_INFINITY : Date.parse(clock.deadline);
  return clock.spans.flatMap(({ from, to, kind, ground }): Piece[] => {
    const [start, end] = [Date.parse(from), Date.parse(to)];
    const piece = (a: number, b: number, look: Look): Piece => ({ from: a, to: b, look, ground });
    if (kind !== 'running' || end <= deadline) return [piece(start, end, kind)];
    if (start >= deadline) return [piece(start, end, 'past')];
    return [piece(start, deadline, 'running'), piece(deadline, end, 'past')];
  });
}

/** Every instant that the drawing must reach. */
export function instantsOf(found: CaseExplanation): number[] {
  const texts = found.clocks.flatMap((clock) => [
    clock.startedAt,
    clock.stoppedAt,
    clock.deadline,
    clock.deadlineEarliest,
    clock.deadlineLatest,
    ...clock.spans.flatMap((span) => [span.from, span.to]),
  ]);
  const all = [...texts, ...found.events.map((event) => event.occurredAt)];
  if (found.state === 'open') all.push(found.asOf);
  return all.filter((text) => text !== null).map((text) => Date.parse(text));
}

function spanItems(clock: ClockView, lane: number, words: Words, language: Language): Item[] {
  return clock.spans.map((span) => {
    const kind = words.timeline.kind[span.kind];
    const ground = span.ground === null ? '' : ` (${wordFor(words.ground, span.ground)})`;
    const length = durationText(secondsBetween(span.from, span.to), language);
    const text = `${kind}${ground}: ${instantText(span.from)} – ${instantText(span.to)}, ${length}`;
    return { lane, from: Date.parse(span.from), to: Date.parse(span.to), text };
  });
}

function markItems(clock: ClockView, lane: number, words: Words): Item[] {
  const mark = (name: string, at: string | null, write: (iso: string) => string): Item[] =>
    at === null ? [] : [{ lane, from: Date.parse(at), to: Date.parse(at), text: `${name}: ${write(at)}` }];
  return [
    ...mark(words.timeline.start, clock.startedAt, instantText),
    ...mark(words.timeline.deadline, clock.deadline, deadlineText),
    ...mark(words.timeline.stop, clock.stoppedAt, instantText),
  ];
}

/** All items in order of time; the cursor steps through them. */
export function timelineItems(found: CaseExplanation, words: Words, language: Language): Item[] {
  const clocks = found.clocks.flatMap((clock, lane) => [
    ...spanItems(clock, lane, words, language),
    ...markItems(clock, lane, words),
  ]);
  const events = found.events.map((event, index): Item => {
    const at = Date.parse(event.occurredAt);
    return {
      lane: null,
      from: at,
      to: at,
      text: `${index + 1}. ${event[language]}: ${instantText(event.occurredAt)}`,
    };
  });
  return [...clocks, ...events].toSorted((a, b) => a.from - b.from || a.to - b.to);
}
