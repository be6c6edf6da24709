// The timeline's arithmetic: scale, round ticks at the case's own wall clock, spans cut at the deadline.
import { describe, expect, test } from 'vitest';
import type { ClockView } from '../../schemas/clock.ts';
import { pieces } from '../../services/web/timeline-items.ts';
import { axisTicks, clusters, timelineScale } from '../../services/web/timeline-scale.ts';

const day = 86_400_000;
const start = Date.UTC(2011, 8, 26, 6, 42);

describe('the axis', () => {
  test('places first and last instant inside the picture', () => {
    const scale = timelineScale([start, start + 10 * day], 800);
    expect(scale.x(start)).toBeGreaterThan(0);
    expect(scale.x(start + 10 * day)).toBeLessThan(800);
    expect(scale.x(start + 5 * day)).toBeCloseTo(400);
  });
  test('draws even a single instant', () => {
    expect(timelineScale([start], 800).x(start)).toBeCloseTo(400);
  });
  test('puts weeks on Mondays at local midnight', () => {
    const ticks = axisTicks(timelineScale([start, start + 60 * day], 900), 120);
    expect(ticks.length).toBeGreaterThan(2);
    for (const { at } of ticks) {
      const wall = new Date(at + 2 * 3_600_000);
      expect([wall.getUTCDay(), wall.getUTCHours()]).toEqual([1, 0]);
    }
  });
  test('names the year once and where it changes', () => {
    const from = Date.UTC(2011, 11, 30);
    const labels = axisTicks(timelineScale([from, from + 4 * day], 500), 0).map((tick) => tick.label);
    expect(labels).toEqual(['2011-12-30', '12-31', '2012-01-01', '01-02', '01-03']);
  });
  test('never sets ticks closer than the gap, from an hour to twenty years', () => {
    for (const days of [0.05, 1, 3, 20, 90, 400, 2000, 7300]) {
      const scale = timelineScale([start, start + days * day], 700);
      const places = axisTicks(scale, 480).map((tick) => scale.x(tick.at));
      places.slice(1).forEach((x, index) => {
        expect(x - places[index]!).toBeGreaterThan(80);
      });
    }
  });
});

test('clusters join numbers that would overlap', () => {
  expect(clusters([0, 4, 40, 60, 100], 24)).toEqual([
    { x: 0, first: 0, last: 1 },
    { x: 40, first: 2, last: 3 },
    { x: 100, first: 4, last: 4 },
  ]);
});

describe('spans', () => {
  const at = (dayOfMonth: number) => `2011-10-${String(dayOfMonth).padStart(2, '0')}T00:00:00+02:00`;
  const span = (from: number, to: number, kind: 'running' | 'paused') => ({
    from: at(from),
    to: at(to),
    kind,
    ground: null,
  });
  const looks = (deadline: string | null) =>
    pieces({
      deadline,
      spans: [span(1, 5, 'running'), span(5, 8, 'paused'), span(8, 9, 'running')],
    } as ClockView).map((piece) => [new Date(piece.from).getTime(), piece.look]);

  test('are cut at the deadline, and only running ones are past it', () => {
    expect(looks(at(3))).toEqual([
      [Date.parse(at(1)), 'running'],
      [Date.parse(at(3)), 'past'],
      [Date.parse(at(5)), 'paused'],
      [Date.parse(at(8)), 'past'],
    ]);
  });
  test('that begin at the deadline are past it from their first moment', () => {
    expect(looks(at(8)).map(([, look]) => look)).toEqual(['running', 'paused', 'past']);
  });
  test('stay whole without a deadline', () => {
    expect(looks(null).map(([, look]) => look)).toEqual(['running', 'paused', 'running']);
  });
});
