// How long simulated cases take: late, heaped under the limit and gamed as often as their place says.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, test } from 'vitest';
import { drawCourse } from '../../services/simulate/course.ts';
import { type Place, places } from '../../services/simulate/place.ts';
import { seededRandom } from '../../services/simulate/seeded-random.ts';

const LIMIT = 20;
const DRAWS = 20_000;

function drawsOf(place: Place) {
  const random = seededRandom(xoroshiro128plus(3));
  return Array.from({ length: DRAWS }, () => drawCourse(LIMIT, place, random));
}

const share = <T>(items: readonly T[], holds: (item: T) => boolean) =>
  items.filter(holds).length / items.length;

test.each(places.map((place) => [place.code, place] as const))('%s', (_, place) => {
  const draws = drawsOf(place);
  const late = share(draws, ({ days }) => days > LIMIT);
  expect(late).toBeGreaterThan(place.late * (1 - place.gamed) * 0.8);
  expect(late).toBeLessThan(place.late * (1 - place.gamed) * 1.2 + 0.02);
  const heaped = share(
    draws,
    (course) => course.pausedLateAt === null && course.days > LIMIT * 0.935 && course.days <= LIMIT,
  );
  expect(heaped).toBeGreaterThan(place.heaped * 0.6);
  const paused = draws.filter((course) => course.pausedLateAt !== null);
  expect(paused.length / DRAWS).toBeCloseTo(place.late * place.gamed, 1);
  for (const { days, pausedLateAt } of paused) {
    expect(days).toBeLessThan(LIMIT);
    expect(days * pausedLateAt!).toBeGreaterThan(LIMIT * 0.9);
  }
});

test('only where gaming is drawn is a case closed early, and then before its limit', () => {
  const gaming = places.find(({ code }) => code === 'ANYANG')!;
  const closed = drawsOf(gaming).filter(({ closedEarlyAt }) => closedEarlyAt !== null);
  expect(closed.length).toBeGreaterThan(100);
  for (const { days, closedEarlyAt } of closed) {
    expect(days).toBeGreaterThan(LIMIT);
    expect(days * closedEarlyAt!).toBeLessThan(LIMIT);
  }
  expect(share(drawsOf({ ...gaming, gamed: 0 }), ({ closedEarlyAt }) => closedEarlyAt !== null)).toBe(0);
});
