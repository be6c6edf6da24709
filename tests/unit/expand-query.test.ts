// Queries of boards become the statements that Grafana and its ClickHouse plugin would send, and no value of a
// variable gets out of its quotes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Board, type BoardQuestion, type BoardVariable } from '../../schemas/board.ts';
import { expandQuery, expandRuleQuery, type QueryScope } from '../../services/boards/expand-query.ts';
import { expandSafely } from '../../services/boards/expand-safely.ts';
import type { VariableValues } from '../../services/boards/format-variable.ts';
import { listedOptions, rowOptions } from '../../services/boards/list-options.ts';
import { optionsOf, settledSql } from '../../services/boards/settle-variables.ts';
import type { Database } from '../../services/store/database.ts';

const from = Date.parse('2014-11-12T11:45:26.123Z');
const to = Date.parse('2015-11-12T11:45:26.456Z');
const scope = (variables: VariableValues = {}, intervalMs = 20_000): QueryScope => ({
  from,
  to,
  intervalMs,
  variables,
});
const expanded = (sql: string, variables?: VariableValues, intervalMs?: number) =>
  expandQuery(sql, scope(variables, intervalMs));
/** A reference to a variable, such as ${v} or ${v:csv}. */
const ref = (name: string, format?: string) => `\${${format === undefined ? name : `${name}:${format}`}}`;

const S1 = 'toDateTime(1415792726)';
const S2 = 'toDateTime(1447328726)';
const M1 = 'fromUnixTimestamp64Milli(1415792726123)';
const M2 = 'fromUnixTimestamp64Milli(1447328726456)';
const D1 = "toDate('2014-11-12')";
const D2 = "toDate('2015-11-12')";

describe("the plugin's macros", () => {
  it.each([
    [
      '$__timeFilter(cast(sth as timestamp) )',
      `cast(sth as timestamp) >= ${S1} AND cast(sth as timestamp) <= ${S2}`,
    ],
    ['$__timeFilter_ms(ts)', `ts >= ${M1} AND ts <= ${M2}`],
    ['( d >= $__fromTime ) and d <= $__toTime', `( d >= ${S1} ) and d <= ${S2}`],
    ['least(now64(3), $__toTime_ms), $__fromTime_ms', `least(now64(3), ${M2}), ${M1}`],
    ['$__timeFrom(ts), $__timeTo(ts)', `ts >= ${S1}, ts <= ${S2}`],
    ['$__dateFilter(d)', `d >= ${D1} AND d <= ${D2}`],
    ['$__dt(d, t)', `(d >= ${D1} AND d <= ${D2}) AND (t >= ${S1} AND t <= ${S2})`],
    ['$__dateTimeFilter(d, t)', `(d >= ${D1} AND d <= ${D2}) AND (t >= ${S1} AND t <= ${S2})`],
    ['$__timeInterval(c)', 'toStartOfInterval(toDateTime(c), INTERVAL 20 second)'],
    ['$__timeInterval_ms(c)', 'toStartOfInterval(toDateTime64(c, 3), INTERVAL 20000 millisecond)'],
    [
      '$__timeGroup(ts, 1h30m), $__timeGroup(ts,"5m")',
      'toStartOfInterval(toDateTime(ts), INTERVAL 5400 second), toStartOfInterval(toDateTime(ts), INTERVAL 300 second)',
    ],
    ['$__interval_s', '20'],
    ["settings $__adHocFilters('case_at')", 'settings additional_table_filters={}'],
  ])('%s', (macro, sql) => {
    expect(expanded(`SELECT ${macro}`)).toBe(`SELECT ${sql}`);
  });

  it('count no second as one', () => {
    expect(expanded('$__interval_s $__timeInterval(c)', {}, 200)).toBe(
      '1 toStartOfInterval(toDateTime(c), INTERVAL 1 second)',
    );
  });

  it('are expanded within the arguments of others first', () => {
    expect(expanded('$__timeFilter(coalesce(closed_at, $__toTime))')).toBe(
      `coalesce(closed_at, ${S2}) >= ${S1} AND coalesce(closed_at, ${S2}) <= ${S2}`,
    );
    expect(expanded('$__timeInterval($__fromTime)', {}, 60_000)).toBe(
      `toStartOfInterval(toDateTime(${S1}), INTERVAL 60 second)`,
    );
  });

  it('read an argument past brackets and commas in quotes', () => {
    const column = "if(a = ')', b, concat(c, ','))";
    expect(expanded(`$__timeFrom(${column})`)).toBe(`${column} >= ${S1}`);
  });

  it('are not expanded in comments, which are blanked, and are in text of every kind', () => {
    expect(expanded('SELECT 1 -- $__nothing\n/* $__none */, $__fromTime')).toBe(
      `SELECT 1 ${' '.repeat(13)}\n${' '.repeat(13)}, ${S1}`,
    );
    const quoted = [
      "'it\\'s -- fine'",
      "'a\\'/*x'",
      "'it''s'",
      "`it's`",
      '`a--b`',
      '"c/*d"',
      '$doc$a--b$doc$',
    ];
    for (const text of quoted) expect(expanded(`${text}, $__toTime`)).toBe(`${text}, ${S2}`);
  });

  it('leave a query without macros as it is, comments and all', () => {
    expect(expanded('SELECT 1 -- one')).toBe('SELECT 1 -- one');
  });

  it.each([
    ['$__timeFilter()', 'expected 1 argument'],
    ['$__timeFilter(a, b)', 'expected 1 argument'],
    ['$__dt(d)', 'expected 2 argument'],
    ['$__timeGroup(ts, 5 apples)', 'expected a duration'],
    ['$__timeGroup(ts, 0s)', 'at least a second'],
    ['$__fromTimes', '$__fromTimes is no macro'],
    ['$__rateColumns(t, k, v) FROM x', '$__rateColumns is no macro'],
    ['$__timeFrom(a)b)', null],
  ])('%s is refused by name', (macro, message) => {
    const run = () => expanded(`SELECT ${macro}`);
    if (message === null) expect(run()).toBe(`SELECT a >= ${S1}b)`);
    else
      expect(run).toThrow(
        expect.objectContaining({ name: 'QueryProblem', message: expect.stringContaining(message) }),
      );
  });
});

describe('$__conditionalAll', () => {
  const query = `WHERE $__conditionalAll(system IN (${ref('system', 'singlequote')}), $system)`;
  const of = (value: string | string[]) => expanded(query, { system: { value, all: ['power', 'gas'] } });

  it('is the condition while values are chosen, and 1=1 while all or nothing is', () => {
    expect(of(['power'])).toBe("WHERE system IN ('power')");
    expect(of(['power', 'gas'])).toBe("WHERE system IN ('power','gas')");
    for (const all of ['$__all', ['$__all'], '', []]) expect(of(all)).toBe('WHERE 1=1');
  });

  it('may be there many times, one within another', () => {
    const both = '$__conditionalAll(a AND $__conditionalAll(b, $v), $w) OR $__conditionalAll(c, $v)';
    expect(expanded(both, { v: { value: ['$__all'] }, w: { value: ['x'] } })).toBe('a AND 1=1 OR 1=1');
  });

  it('asks the variable only where it stands plainly', () => {
    const all = { v: { value: ['$__all'], all: ['x', 'y'] } };
    expect(expanded(`$__conditionalAll(a, ${ref('v')})`, all)).toBe('1=1');
    expect(expanded(`$__conditionalAll(a IN (${ref('v', 'csv')}), ${ref('v', 'csv')})`, all)).toBe(
      'a IN (x,y)',
    );
    expect(expanded('$__conditionalAll(a, $unknown)', all)).toBe('a');
  });

  it('counts commas and brackets in quotes, and is left where that makes other than two arguments', () => {
    expect(() => expanded("$__conditionalAll(concat(a, ',') = ')', $v)", { v: { value: 'x' } })).toThrow(
      '$__conditionalAll is no macro',
    );
    expect(expanded("$__conditionalAll(concat(a, ',') = 'b', $v)", { v: { value: 'x' } })).toBe(
      "concat(a, ',') = 'b'",
    );
    expect(() => expanded("$__conditionalAll(a = ',', $v)", { v: { value: 'x' } })).toThrow(
      '$__conditionalAll',
    );
  });

  it("mangles what JavaScript's replace gives a meaning, as it does in the browser", () => {
    const mangled = expanded("a $__conditionalAll(match(x, '^b$'), $v) c", { v: { value: 'x' } });
    expect(mangled).toBe("a match(x, '^b c) c");
    expect(() => expanded("$__conditionalAll(x = '$&', $v)", { v: { value: 'x' } })).toThrow('puts it back');
  });
});

describe('variables', () => {
  const values = {
    one: { value: "o'ne" },
    many: { value: ['a', "b'c"] },
    all: { value: ['$__all'], all: ['p', 'q'] },
  };

  it.each([
    [ref('one', 'singlequote'), "'o\\'ne'"],
    [ref('many', 'singlequote'), "'a','b\\'c'"],
    [ref('all', 'singlequote'), "'p','q'"],
    [ref('many', 'sqlstring'), "'a','b''c'"],
    [ref('many', 'doublequote'), '"a","b\'c"'],
    [ref('many', 'csv'), "a,b'c"],
    [ref('many', 'raw'), "a,b'c"],
    [ref('many', 'pipe'), "a|b'c"],
    [ref('many', 'glob'), "{a,b'c}"],
    [ref('many', 'regex'), "(a|b'c)"],
    [ref('many', 'json'), '["a","b\'c"]'],
    [ref('many', 'join:;'), "a;b'c"],
    [ref('many', 'queryparam'), 'var-many=a&var-many=b%27c'],
    [ref('many', 'percentencode'), '%7Ba%2Cb%27c%7D'],
    ['$one', "o'ne"],
    [ref('one'), "o'ne"],
    ['[[one]]', "o'ne"],
    ['[[many:csv]]', "a,b'c"],
    ['$many', "'a','b'c'"],
    ['$all', "'p','q'"],
    ['$oneself', '$oneself'],
  ])('%s', (reference, sql) => {
    expect(expanded(reference, values)).toBe(sql);
  });

  it('of the range and the point are epoch milliseconds and a duration', () => {
    expect(expanded(`$__from ${ref('__to')} $__interval_ms $__interval`, {}, 90_000)).toBe(
      `${from} ${to} 90000 1m`,
    );
    expect(expanded(`${ref('__from', 'date')} ${ref('__to', 'date:seconds')}`)).toBe(
      '2014-11-12T11:45:26.123Z 1447328726',
    );
  });

  it('that stand for all by a text of their own are that text', () => {
    expect(expanded(ref('v', 'singlequote'), { v: { value: '$__all', allValue: '.*' } })).toBe('.*');
  });

  it.each([
    [ref('nobody'), 'nobody} is no macro or variable'],
    [ref('nobody', 'csv'), 'is no macro or variable'],
    [ref('one', 'shout'), 'expected one of the formats'],
    [ref('one', 'toString'), 'expected one of the formats'],
    [ref('one.text'), 'a field of a variable'],
  ])('%s is refused by name', (reference, message) => {
    expect(() => expanded(reference, values)).toThrow(message);
  });

  it('hold no variables themselves', () => {
    expect(expanded('$one $two', { one: { value: '$two' }, two: { value: '2' } })).toBe('$two 2');
  });
});

describe('a rule of alerting', () => {
  it('has the macros of the backend alone', () => {
    const time = { from, to, intervalMs: 60_000 };
    expect(expandRuleQuery('$__toTime $__interval $__interval_ms', time)).toBe(`${S2} 1m 60000`);
    expect(() => expandRuleQuery('$__conditionalAll(a, $v)', time)).toThrow('$__conditionalAll is no macro');
    expect(() => expandRuleQuery(ref('v', 'csv'), time)).toThrow('is no macro or variable');
  });
});

describe('options', () => {
  it('of a list are text and value, or both alike', () => {
    expect(listedOptions('按办结时间 : ended,  begun , a\\,b : c')).toEqual([
      { text: '按办结时间', value: 'ended' },
      { text: 'begun', value: 'begun' },
      { text: 'a,b', value: 'c' },
    ]);
  });

  it('of rows are value and text, each value once, in the order asked for', () => {
    const rows = [
      [2, 'b10'],
      [1, 'b9'],
      [2, 'again'],
      [3, 'A1'],
    ];
    const texts = (sort: number) => rowOptions(rows, sort).map(({ text }) => text);
    expect(rowOptions([['x'], [7]], 0)).toEqual([
      { value: 'x', text: 'x' },
      { value: '7', text: '7' },
    ]);
    expect(texts(0)).toEqual(['b10', 'b9', 'A1']);
    expect(texts(1)).toEqual(['A1', 'b10', 'b9']);
    expect(texts(3)).toEqual(['A1', 'b9', 'b10']);
    expect(texts(4)).toEqual(['b10', 'b9', 'A1']);
    expect(texts(6)).toEqual(['b9', 'b10', 'A1']);
  });
});

/** What a statement looks for, and the rest of it, read sign by sign as ClickHouse does. */
function readLiterals(sql: string): { literals: string[]; rest: string } {
  const literals: string[] = [];
  let [rest, literal]: [string, string | null] = ['', null];
  for (let i = 0; i < sql.length; i++) {
    const sign = sql[i]!;
    if (literal === null && sign === "'") literal = '';
    else if (literal === null) rest += sign;
    else if (sign === '\\') literal += sql[++i] ?? '';
    else if (sign !== "'") literal += sign;
    else if (sql[i + 1] === "'") literal += sql[++i];
    else {
      literals.push(literal);
      literal = null;
    }
  }
  return { literals, rest: literal === null ? rest : `${rest}<open>` };
}

describe('values from outside', () => {
  const guarded = (sql: string, value: string | string[]) =>
    expandSafely(sql, scope({ v: { value } }), new Set(['v']));
  const signs = [
    "'",
    "''",
    '\\',
    "\\'",
    '"',
    '`',
    '(',
    ')',
    ',',
    '--',
    '/*',
    '*/',
    '\n',
    ' OR 1=1 ',
    '$__timeFilter(',
    '$__toTime',
    '$v',
    '中',
    'x',
    ';',
    '{a:String}',
  ];
  const hostile = fc.array(fc.constantFrom(...signs), { maxLength: 8 }).map((parts) => parts.join(''));

  it('stay in their quotes or are refused, wherever the query has them', () => {
    const shapes = [
      `SELECT a WHERE b IN (${ref('v', 'singlequote')}) AND c = 'd'`,
      `SELECT a WHERE $__timeFilter(if(b IN (${ref('v', 'singlequote')}), c, e)) AND d = 'f'`,
      `SELECT a WHERE $__conditionalAll(b IN (${ref('v', 'singlequote')}), $v) AND $__timeFilter(t)`,
      `SELECT a WHERE b = '${ref('v', 'raw')}' AND $__timeFilter(t) AND c = 'd'`,
    ];
    let passed = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...shapes),
        fc.array(hostile, { minLength: 1, maxLength: 3 }),
        (shape, value) => {
          fc.pre(value.some((one) => one !== ''));
          let sql: string;
          try {
            sql = guarded(shape, value);
          } catch {
            return;
          }
          passed++;
          const calm = readLiterals(
            expanded(shape, { v: { value: value.map((one) => (one === '' ? '' : 'x')) } }),
          );
          const found = readLiterals(sql);
          expect(found.rest).toBe(calm.rest);
          expect(found.literals).toHaveLength(calm.literals.length);
        },
      ),
      { numRuns: 5000 },
    );
    expect(passed).toBeGreaterThan(500);
  });

  it.each([
    [`b = ${ref('v', 'singlequote')}`, '\\'],
    [`b = ${ref('v', 'singlequote')}`, "\\' OR 1=1 --"],
    [`b = '${ref('v', 'raw')}'`, "' OR '1'='1"],
    [`b = ${ref('v')}`, '1'],
    [`b IN (${ref('v', 'csv')})`, '1'],
    ['b IN ($v)', '1'],
    [`1 -- ${ref('v', 'raw')}`, '\nOR 1'],
    [`$__timeFilter(if(b = ${ref('v', 'singlequote')}, c, d)) AND e = 'f'`, "x'))"],
  ])('%s with %j is refused', (sql, value) => {
    expect(() => guarded(sql, value)).toThrow('would change the query itself');
  });

  it('may hold an apostrophe', () => {
    expect(guarded(`b = ${ref('v', 'singlequote')}`, "O'Brien")).toBe("b = 'O\\'Brien'");
  });
});

describe('the choices of a board', () => {
  const options = ['城东 分局', "O'Brien", 'back\\slash'];
  const asked: string[] = [];
  const db = {
    queryText: async (sql: string) => {
      asked.push(sql);
      return ['["value"]', '["String"]', ...options.map((one) => JSON.stringify([one]))].join('\n');
    },
  } as unknown as Database;
  const variables: BoardVariable[] = [
    { type: 'custom', name: 'system', query: '用电 : power, 用气 : gas', multi: true, includeAll: true },
    { type: 'custom', name: 'period', query: 'a : ended, b : begun', current: { value: 'begun' } },
    { type: 'constant', name: 'fixed', query: 'permit' },
    { type: 'textbox', name: 'case', query: '' },
    {
      type: 'query',
      name: 'department',
      query: { rawSql: 'SELECT $__conditionalAll(1, $system)' },
      multi: true,
      includeAll: true,
    },
    { type: 'query', name: 'chosen', query: 'SELECT department FROM cases' },
    { type: 'query', name: 'ring', query: `SELECT ${ref('ring', 'singlequote')}` },
  ];
  const board = Board.parse({
    uid: 'b',
    title: 'B',
    time: { from: 'now-1d', to: 'now' },
    templating: { list: variables },
    panels: [],
  });
  const settled = (sql: string, chosen: BoardQuestion['variables'] = {}) => {
    asked.length = 0;
    return settledSql({ db, board, question: { from, to, intervalMs: 1000, variables: chosen } }, sql);
  };
  const quoted = (name: string) => ref(name, 'singlequote');

  it('are what is told, else what the board has chosen, else all or the first option', async () => {
    expect(await settled(quoted('system'), { system: ['gas'] })).toBe("'gas'");
    expect(await settled(quoted('system'))).toBe("'power','gas'");
    expect(await settled(quoted('period'))).toBe("'begun'");
    expect(await settled(quoted('chosen'))).toBe("'城东 分局'");
    expect(await settled(quoted('case'))).toBe("''");
    expect(await settled('$__conditionalAll(c = 1, $case)')).toBe('1=1');
  });

  it('of a constant are its own whatever is told', async () => {
    expect(await settled(quoted('fixed'), { fixed: ['power'] })).toBe("'permit'");
  });

  it('look at the options of a query only where a value is no plain id', async () => {
    expect(await settled(quoted('department'), { department: ['P-1.2/3:鄂'] })).toBe("'P-1.2/3:鄂'");
    expect(asked).toEqual([]);
    expect(await settled(quoted('department'), { department: ['城东 分局', "O'Brien"] })).toBe(
      "'城东 分局','O\\'Brien'",
    );
    expect(asked).toHaveLength(1);
    expect(await settled('$__conditionalAll(d, $department)')).toBe('1=1');
    expect(asked).toEqual([]);
  });

  it.each<[string, BoardQuestion['variables'], string]>([
    ['system', { system: ['water'] }, 'expected one of its options, got "water"'],
    ['system', { system: ['$__all', 'gas'] }, 'nothing beside All'],
    ['period', { period: ['$__all'] }, 'it has no All'],
    ['period', { period: ['ended', 'begun'] }, 'one value alone'],
    ['period', { period: ["ended' OR 1"] }, 'one of its options'],
    ['department', { department: ['no such place'] }, 'one of its options'],
    ['department', { department: ["') OR (1=1"] }, 'one of its options'],
    ['department', { department: ['back\\slash'] }, 'text without backslashes'],
    ['department', { department: ['a$__toTime'] }, 'text without backslashes'],
    ['case', { case: ['a\u0000b'] }, 'text without backslashes'],
    ['ring', {}, 'variables wait for one another: ring, ring'],
  ])('%s of %j is refused', async (name, chosen, message) => {
    await expect(settled(quoted(name), chosen)).rejects.toThrow(message);
  });

  it('refuse an option with a backslash even where all are chosen', async () => {
    await expect(settled(quoted('department'))).rejects.toThrow('text without backslashes');
  });

  it('are listed with what the others have chosen', async () => {
    const question = { from, to, intervalMs: 1000, variables: { system: ['$__all'] } };
    const department = board.templating.list.find(({ name }) => name === 'department')!;
    expect(await optionsOf({ db, board, question }, department)).toHaveLength(3);
    expect(asked.at(-1)).toContain('SELECT 1=1');
  });
});
