// The catalogue on the page: filters over the shipped targets, their order, and the words of their figures.
import { beforeAll, describe, expect, test } from 'vitest';
import type { CaseExplanation, ClockView } from '../../schemas/clock.ts';
import type { CatalogueTarget } from '../../schemas/target.ts';
import { targetCoverage } from '../../services/core/target-coverage.ts';
import { openRuleBook } from '../../services/main.ts';
import { limitText, partText } from '../../services/web/format.ts';
import {
  everyTarget,
  placeAddress,
  readPlace,
  type TargetFilters,
  targetsPlace,
} from '../../services/web/place.ts';
import {
  actualsByTarget,
  byDocument,
  casesPlace,
  matchingTargets,
  periodText,
} from '../../services/web/target-catalogue.ts';
import { caseVerdictWords, clockVerdictWords } from '../../services/web/verdict-words.ts';
import { wordsOf } from '../../services/web/words.ts';

let targets: readonly CatalogueTarget[];
beforeAll(async () => {
  const rules = await openRuleBook();
  if (!rules.ok) throw new Error('the shipped rules do not load');
  targets = rules.value.targets;
});
const found = (filters: Partial<TargetFilters>) => matchingTargets(targets, { ...everyTarget, ...filters });

describe('the catalogue of targets', () => {
  test('without filters is whole', () => {
    expect(found({})).toHaveLength(targets.length);
  });
  test('filtered by state agrees with the coverage of every document', () => {
    for (const row of targetCoverage(targets).documents.filter(({ name }) => name !== 'all')) {
      const count = (state: TargetFilters['state']) => found({ document: row.name, state }).length;
      expect([count(null), count('core'), count('measured'), count('assumed')]).toEqual([
        row.targets,
        row.core,
        row.measured,
        row.assumed,
      ]);
      expect(count('not-measured')).toBe(row.targets - row.measured);
      for (const [reason, n] of Object.entries(row.reasons))
        expect(count(reason as TargetFilters['state']), `${row.name} ${reason}`).toBe(n);
    }
  });
  test('the last coverage row is the sum of the others', () => {
    for (const rows of Object.values(targetCoverage(targets))) {
      const sum = rows.slice(0, -1).reduce((total, row) => total + row.targets, 0);
      expect(rows.at(-1)).toMatchObject({ name: 'all', targets: sum });
      expect(sum).toBe(targets.length);
    }
  });
  test('is searched by document number and by words in any order', () => {
    const byNumber = found({ search: '荆政办发〔2023〕13号' });
    expect(new Set(byNumber.map(({ document }) => document.id))).toEqual(new Set(['jingmen-2023']));
    const words = found({ search: 'CONNECTION electricity' });
    expect(words.length).toBeGreaterThan(0);
    expect(words).toEqual(found({ search: 'electricity connection' }));
    expect(words.length).toBeLessThan(found({ search: 'connection' }).length);
    expect(found({ search: 'connection no-such-word' })).toEqual([]);
  });
  test('gathers every target under its document, by printed line', () => {
    const groups = byDocument([...targets].reverse());
    expect(groups.flatMap((group) => group.targets)).toHaveLength(targets.length);
    for (const { document, targets: held } of groups) {
      expect(new Set(held.map((target) => target.document.id))).toEqual(new Set([document.id]));
      const lines = held.flatMap(({ line }) => line ?? []);
      expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    }
  });
  test('every domain of the shipped catalogue has a word in both languages', () => {
    for (const language of ['zh', 'en'] as const)
      for (const { domain } of targets) expect(Object.keys(wordsOf(language).domain)).toContain(domain);
  });
});

test('the page of targets keeps its filters in its address', () => {
  const filters = { document: 'echeng-2023', domain: 'water', state: 'assumed', search: '87 条' } as const;
  const place = targetsPlace(filters, readPlace('/case/1', '?system=water&asOf=now&lang=zh'));
  expect(place).toMatchObject({ page: 'targets', asOf: 'now', language: 'zh' });
  const url = new URL(placeAddress(place), 'http://host');
  expect(url.pathname).toBe('/targets');
  expect(readPlace(url.pathname, url.search)).toEqual(place);
  expect(placeAddress(readPlace('/targets', '?state=overdue'))).toBe('/targets');
});

test('the cases behind a target are those of its system and place in all its periods', () => {
  const target = {
    measured: { system: 'permit', period: 'quarter' },
    document: { jurisdiction: 'nl/anonymous' },
  } as CatalogueTarget;
  const rows = [{ periodFrom: '2011-10-01' }, { periodFrom: '2010-07-01' }] as never[];
  const address = new URL(placeAddress(casesPlace(target, rows, 'en')), 'http://host');
  expect(address.pathname).toBe('/d/shixian-permit-en');
  expect(Object.fromEntries(address.searchParams)).toEqual({
    'var-jurisdiction': 'nl/anonymous',
    from: '2010-06-30T16:00:00.000Z',
    to: '2011-12-31T15:59:59.999Z',
  });
});

test('actual values are listed by target, newest first', () => {
  const row = (targetId: string, periodFrom: string) => ({ targetId, periodFrom }) as never;
  const rows = actualsByTarget([row('a', '2024-01-01'), row('b', '2024-01-01'), row('a', '2025-01-01')]);
  expect(rows.get('a')!.map(({ periodFrom }) => periodFrom)).toEqual(['2025-01-01', '2024-01-01']);
  expect(rows.get('b')).toHaveLength(1);
});

test('periods, limits and small parts in words', () => {
  expect(periodText('2026-01-01', 'year', 'en')).toBe('2026');
  expect(periodText('2026-07-01', 'quarter', 'en')).toBe('2026 Q3');
  expect(periodText('2026-10-01', 'quarter', 'zh')).toBe('2026 年第 4 季度');
  expect(periodText('2026-07-01', 'month', 'zh')).toBe('2026-07');
  expect(limitText('<=', 15, 'working_day', 'en')).toBe('≤ 15 working days');
  expect(limitText('>=', 95, 'percent', 'zh')).toBe('≥ 95%');
  expect(limitText('=', 0, 'yuan', 'zh')).toBe('= 0 元');
  expect(partText(0.00008, 'working_day', 'en')).toBe('< 0.01 working days');
  expect(partText(0, 'hour', 'en')).toBe('0 hours');
});

describe('the verdict of a clock', () => {
  const clock = (part: Partial<ClockView>) =>
    ({
      judges: 'case',
      method: 'count',
      comparator: '=',
      unit: 'count',
      limit: 0,
      deadline: null,
      ...part,
    }) as ClockView;
  const said = (part: Partial<ClockView>) =>
    clockVerdictWords(clock(part), '2026-01-01T00:00:00Z', wordsOf('en'), 'en');

  test('that counts things names the count and the promise, never a deadline', () => {
    expect(said({ verdict: 'breached', elapsed: 5620, unit: 'yuan' })).toMatchObject({
      title: 'Not kept: 5,620 yuan',
      detail: expect.stringContaining('= 0 yuan'),
    });
    expect(said({ verdict: 'met', elapsed: 0 }).title).toBe('Kept: 0');
    expect(said({ verdict: 'running', elapsed: 1 }).title).toContain('1 so far');
  });
  test('that counts things is not said to be the time limit of its case', () => {
    const found = { verdict: 'no-target', clocks: [clock({ verdict: 'met', elapsed: 0 })] };
    const title = (clocks: ClockView[]) =>
      caseVerdictWords({ ...found, clocks } as CaseExplanation, wordsOf('en'), 'en').title;
    expect(title(found.clocks)).toBe('No documented time limit applies');
    expect(title([])).toBe('No documented target applies');
  });
  test('of a group judges no single case', () => {
    const group = { judges: 'group', method: 'wd_excl', verdict: 'not-applicable' } as const;
    expect(said(group).title).toBe('Judged as a group');
    expect(said({ ...group, judges: 'case' }).title).toBe('Not started');
  });
});
