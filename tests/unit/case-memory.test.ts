// Case events are told once, and memory stays bounded however many cases a file has.
import { expect, test } from 'vitest';
import { createCaseMemory } from '../../services/ingest/case-memory.ts';

test('a case event is new once, known after, and differs when its cells do', () => {
  const memory = createCaseMemory();
  expect(memory.meet('a', 0, 'x')).toEqual({ kind: 'new' });
  expect(memory.meet('a', 0, 'x')).toEqual({ kind: 'known' });
  expect(memory.meet('a', 1, 'x')).toEqual({ kind: 'new' });
  expect(memory.meet('b', 0, 'x')).toEqual({ kind: 'new' });
  expect(memory.meet('a', 0, 'y')).toEqual({ kind: 'differs', before: 'x' });
});

test('a row that does not tell the event is passed over', () => {
  const memory = createCaseMemory();
  expect(memory.meet('a', 0, '')).toEqual({ kind: 'known' });
  expect(memory.meet('a', 0, 'x')).toEqual({ kind: 'new' });
  expect(memory.meet('a', 0, '')).toEqual({ kind: 'known' });
});

test('the cases met last are remembered, those of long ago are forgotten', () => {
  const memory = createCaseMemory(10);
  for (let n = 0; n < 25; n++) memory.meet(`case-${n}`, 0, 'x');
  expect(memory.meet('case-15', 0, 'x')).toEqual({ kind: 'known' });
  expect(memory.meet('case-0', 0, 'x')).toEqual({ kind: 'new' });
});
