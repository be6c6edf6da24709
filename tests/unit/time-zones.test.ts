// The same answers on a machine anywhere: a fixed corpus under three host zones, in freshly loaded modules.
import { createHash } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { methods } from '../../schemas/target.ts';
import type { TextAnswer, TextQuestion } from '../support/text-clock.ts';

const before = process.env['TZ'];

afterEach(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});

/** The digest of the corpus as it was first computed; it changes only when an answer changes. */
const DIGEST = '6dcbf5059c1e69217e470bd3e2eee21e52550b1710625917761bffb2018734f0';

/** Numbers below `limit`, the same on every machine. */
function drawer(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}

const two = (n: number): string => String(n).padStart(2, '0');

function corpus(year: number): TextQuestion[] {
  const draw = drawer(year);
  const stamp = (month: number) =>
    `${year}-${two(month)}-${two(1 + draw(28))} ${two(draw(24))}:${two(draw(60))}:${two(draw(60))}`;
  return Array.from({ length: 350 }, (_, i) => {
    const method = methods[i % methods.length]!;
    const month = 1 + draw(9);
    const start = stamp(month);
    const end = `${stamp(month + 2)}${['', 'Z', '+08:00', '-05:00'][draw(4)]}`;
    const [from, to] = [stamp(month), stamp(month + 1)];
    const limit = draw(40) / (method === 'half_days' ? 2 : 1);
    return { method, dayEnds: draw(2) === 0 ? 'midnight' : 'close', start, end, pauses: [[from, to]], limit };
  });
}

async function answersUnder(zone: string): Promise<{ digest: string; answers: TextAnswer[] }> {
  process.env['TZ'] = zone;
  vi.resetModules();
  const { compiled, shippedFacts, textClock } = await import('../support/text-clock.ts');
  const chinese = textClock(compiled(await shippedFacts('cn')));
  const dutch = textClock(compiled(await shippedFacts('nl')));
  const answers = [...corpus(2025).map(chinese), ...corpus(2011).map(dutch)];
  return { digest: createHash('sha256').update(JSON.stringify(answers)).digest('hex'), answers };
}

const hosts: readonly [string, number][] = [
  ['UTC', 0],
  ['Asia/Shanghai', -480],
  ['America/New_York', 300],
];

test.each(hosts)('on a host in %s the corpus has the same answers', async (zone, minutesWest) => {
  const { digest, answers } = await answersUnder(zone);
  expect(new Date('2026-01-15T00:00:00Z').getTimezoneOffset()).toBe(minutesWest);
  expect(answers.filter(({ elapsed }) => elapsed !== null).length).toBeGreaterThan(600);
  expect(answers.filter(({ deadline }) => deadline !== null).length).toBeGreaterThan(600);
  expect(digest).toBe(DIGEST);
});
