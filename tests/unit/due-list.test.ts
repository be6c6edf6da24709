// What is due when: moved, taken away and taken out in order, like a plain list that is sorted each time.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeDueList } from '../../services/alert/due-list.ts';

const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const instants = fc.integer({ min: 0, max: 20 });
const acts = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('set' as const), name: names, at: fc.option(instants) }),
    fc.record({ does: fc.constant('earlier' as const), name: names, at: instants }),
    fc.record({ does: fc.constant('take' as const), at: instants, most: fc.integer({ min: 0, max: 4 }) }),
  ),
  { maxLength: 60 },
);

test('it answers as a list does that is sorted each time', () => {
  fc.assert(
    fc.property(acts, (list) => {
      const due = makeDueList<string>();
      const plain = new Map<string, number>();
      for (const act of list) {
        if (act.does === 'set') {
          due.set(act.name, act.name, act.at);
          if (act.at === null) plain.delete(act.name);
          else plain.set(act.name, act.at);
        } else if (act.does === 'earlier') {
          due.setEarlier(act.name, act.name, act.at);
          if (act.at < (plain.get(act.name) ?? 99)) plain.set(act.name, act.at);
        } else {
          const taken = due.take(act.at, act.most);
          const ready = [...plain].filter(([, at]) => at <= act.at).sort((a, b) => a[1] - b[1]);
          expect(taken.map((name) => plain.get(name))).toEqual(ready.slice(0, act.most).map(([, at]) => at));
          for (const name of taken) plain.delete(name);
        }
        expect(due.next()).toBe(Math.min(...plain.values(), Number.POSITIVE_INFINITY));
      }
    }),
    { numRuns: 500 },
  );
});
