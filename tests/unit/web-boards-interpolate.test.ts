// Names, texts and addresses with the board and the value at hand filled in, and which addresses may be followed.
import { describe, expect, test } from 'vitest';
import { dataLinks, rowReader } from '../../services/web/boards/data-links.ts';
import { type Show, showerOf } from '../../services/web/boards/display.ts';
import { fillAddress, fillText, type Scope, safeAddress } from '../../services/web/boards/interpolate.ts';
import { columnsOf, frameOf, override, shanghai } from '../support/panel-data.ts';

const from = Date.UTC(2026, 7, 24);
const to = Date.UTC(2026, 10, 22);
const scope: Scope = {
  from,
  to,
  timezone: 'Asia/Shanghai',
  variables: {
    system: { values: ['gas', 'wa&ter'], text: 'Gas + Water' },
    place: { values: ['$__all'], text: 'All' },
    one: { values: ["it's"], text: 'It is' },
  },
};

describe('texts', () => {
  test.each([
    ['$one', "it's"],
    ['[[one]]', "it's"],
    ['${one:text}', 'It is'],
    ['${system}', 'gas, wa&ter'],
    ['${system:csv}', 'gas,wa&ter'],
    ['${system:pipe}', 'gas|wa&ter'],
    ['${one:singlequote}', "'it\\'s'"],
    ['${system:queryparam}', 'var-system=gas&var-system=wa%26ter'],
    ['${place}', 'All'],
    ['${place:queryparam}', 'var-place=%24__all'],
    ['${__from} $__to', `${from} ${to}`],
    ['${__from:date:YYYY-MM-DD HH:mm}', '2026-08-24 08:00'],
    ['${__from:date}', '2026-08-24T00:00:00.000Z'],
    ['${__to:date:seconds}', String(to / 1000)],
    ['${unknown} $5 ${__value.raw}', '${unknown} $5 ${__value.raw}'],
  ])('%s', (text, expected) => {
    expect(fillText(text, scope)).toBe(expected);
  });
  test('names that every object has are no variables', () => {
    expect(fillText('${constructor} $toString', scope)).toBe('${constructor} $toString');
  });
  test('what is filled in is not read again', () => {
    const nested = {
      ...scope,
      variables: { a: { values: ['${b}'], text: '' }, b: { values: ['x'], text: '' } },
    };
    expect(fillText('${a}', nested)).toBe('${b}');
  });
});

describe('addresses', () => {
  const value = { value: 'a b&c=d/é', numeric: null, text: 'shown' };
  test('values are encoded, queries are not encoded twice', () => {
    expect(fillAddress('/d/x?var-case=${__value.raw}&${system:queryparam}', { ...scope, value })).toBe(
      '/d/x?var-case=a%20b%26c%3Dd%2F%C3%A9&var-system=gas&var-system=wa%26ter',
    );
  });
  test('the range is handed on as it was asked for', () => {
    expect(fillAddress('/d/x?${__url_time_range}', scope)).toBe(`/d/x?from=${from}&to=${to}`);
    const range = { from: 'now-90d', to: 'now' };
    expect(fillAddress('/d/x?${__url_time_range}', { ...scope, range })).toBe('/d/x?from=now-90d&to=now');
  });
  test('all variables at once', () => {
    expect(fillAddress('?${__all_variables}', scope)).toBe(
      '?var-system=gas&var-system=wa%26ter&var-place=%24__all&var-one=it%27s',
    );
  });
  test('a value that begins the address may be one itself', () => {
    const link = { ...value, value: 'https://x.org/a?b=c' };
    expect(fillAddress('${__value.raw}', { ...scope, value: link })).toBe('https://x.org/a?b=c');
  });
  test('only those that run nothing are followed', () => {
    const followed = ['/d/x', '/', '?a=b', '#x', 'https://x.org', 'mailto:a@b.c', ' /case/1'];
    expect(followed.map(safeAddress)).toEqual(followed.map((address) => address.trim()));
    const refused = [
      'javascript:alert(1)',
      ' JaVaScRiPt:alert(1)',
      'java\nscript:x',
      'data:text/html,x',
      '//evil.org',
      '/\\evil.org',
      'x',
      '',
    ];
    expect(refused.map(safeAddress)).toEqual(refused.map(() => null));
  });
});

describe('links of a cell', () => {
  const frame = frameOf(
    ['system String', 'case String', 'past Int64', 'two_words String'],
    [['gas', 'GA/1', 7200, 'x y']],
  );
  const overrides = [
    override('byName', 'system', {
      mappings: [{ type: 'value', options: { gas: { text: 'Gas' } } }],
      displayName: 'System',
    }),
    override('byName', 'past', { unit: 's' }),
    override('byName', 'case', {
      links: [
        {
          title: 'Case ${__value.raw}',
          url: '/d/case?c=${__value.raw}&s=${__data.fields.system}&p=${__data.fields.past.numeric}&t=${__data.fields["two_words"]}&n=${__data.fields[2]}&d=${__data.fields.System}',
        },
        { title: 'bad', url: 'javascript:${__value.raw}' },
      ],
    }),
  ];
  const [{ columns }] = columnsOf({ overrides }, frame) as [ReturnType<typeof columnsOf>[number]];
  const shows = new Map<unknown, Show>(columns.map((column) => [column, showerOf(column, shanghai)]));
  const row = rowReader(columns, (column, cell) => shows.get(column)!(cell), 0);
  test('know the value, and the row as it is shown', () => {
    const column = columns[1]!;
    const links = dataLinks(column, { ...scope, row, value: shows.get(column)!('GA/1') });
    expect(links).toEqual([
      { title: 'Case GA/1', href: '/d/case?c=GA%2F1&s=Gas&p=7200&t=x%20y&n=2%20h&d=Gas', isNewTab: false },
    ]);
  });
  test('a column that is not there is empty', () => {
    expect(fillText('[${__data.fields.nope}]', { ...scope, row })).toBe('[]');
  });
  test('a field speaks of itself', () => {
    const field = { name: 'n', title: 'n gas', labels: { system: 'gas' } };
    expect(
      fillText('${__field.name}|${__field.displayName}|${__field.labels.system}', { ...scope, field }),
    ).toBe('n|n gas|gas');
  });
});
