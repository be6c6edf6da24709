// Tokens, the tail of a statement, and what is refused by its words alone; real attempts on the engine are in tests/sql.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkStatement } from '../../services/query/check-statement.ts';
import { type KnownWords, sortFunctions } from '../../services/query/known-words.ts';
import { bindNames } from '../../services/query/look-at-question.ts';
import { splitTail } from '../../services/query/split-tail.ts';
import { quoteName, quoteText, tokensOf } from '../../services/query/sql-tokens.ts';

const shapes = (sql: string) => tokensOf(sql).map(({ kind, value }) => [kind, value]);
const part = (sql: string) => splitTail(sql, tokensOf(sql));

describe('tokens', () => {
  it('tell text, names, numbers, placeholders and marks apart', () => {
    expect(shapes("SELECT `a b`, 'it\\'s', 1.5e-3, {x:Array(String)}, t.1 FROM _t2")).toEqual([
      ['word', 'SELECT'],
      ['name', 'a b'],
      ['mark', ','],
      ['text', "it's"],
      ['mark', ','],
      ['number', '1.5e-3'],
      ['mark', ','],
      ['param', '{x:Array(String)}'],
      ['mark', ','],
      ['word', 't'],
      ['mark', '.'],
      ['number', '1'],
      ['word', 'FROM'],
      ['word', '_t2'],
    ]);
  });

  it('refuse what the engine never writes', () => {
    for (const sql of [
      "SELECT 'open",
      'SELECT `open',
      'SELECT "a"',
      'SELECT 1; SELECT 2',
      'SELECT 1abc',
      'SELECT 办',
      'SELECT #',
      'SELECT $$x$$',
    ])
      expect(() => tokensOf(sql), sql).toThrow(/^Code: 62\. /);
  });

  it('of quoted text and names are the text and the name, whatever they hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, name) => {
        expect(shapes(`${quoteText(text)} ${quoteName(name)}`)).toEqual([
          ['text', text],
          ['name', name],
        ]);
      }),
    );
  });
});

describe('the tail of a statement', () => {
  it('is its settings and its format, in any order the engine writes them', () => {
    const sql =
      "SELECT 1 SETTINGS a = 1, b = 'x\\'y', c = -2, d = true FORMAT JSON SETTINGS e = {'t':'n > 1', 'u':''}";
    expect(part(sql)).toMatchObject({
      statement: 'SELECT 1',
      format: 'JSON',
      settings: [
        ['a', '1'],
        ['b', "x'y"],
        ['c', '-2'],
        ['d', 'true'],
        [
          'e',
          new Map([
            ['t', 'n > 1'],
            ['u', ''],
          ]),
        ],
      ],
    });
    expect(part('SHOW TABLES FORMAT CSV')).toMatchObject({ statement: 'SHOW TABLES', format: 'CSV' });
    expect(part('SELECT 1 SETTINGS a = {}').settings).toEqual([['a', new Map()]]);
  });

  it('is not found where the words are columns or stand within brackets', () => {
    for (const sql of [
      'SELECT FORMAT, SETTINGS FROM t',
      'SELECT * FROM (SELECT 1 SETTINGS a = 1)',
      'SELECT * FROM (SELECT 1 FORMAT JSON) WHERE SETTINGS = 1 AND x',
      'SELECT 1 FORMAT',
      'SELECT 1 SETTINGS a = b + 1',
      'SELECT 1 SETTINGS a = 1 b = 2',
      'SELECT 1 SETTINGS a = {x:UInt8}',
    ])
      expect(part(sql), sql).toMatchObject({ statement: sql, settings: [], format: null });
  });

  it('of a statement that is nothing but such words takes no long time', () => {
    const many = `SELECT ${Array.from({ length: 30_000 }, () => 'FORMAT').join(', ')}`;
    expect(part(many).format).toBeNull();
    const settings = Array.from({ length: 20_000 }, (_, i) => `a${i} = 1`).join(', ');
    expect(part(`SELECT 1 SETTINGS ${settings}`).settings.length).toBe(20_000);
  });
});

const one = (name: string, categories: string, more: object = {}) => ({
  name,
  categories,
  alias_to: '',
  is_aggregate: 0,
  higher_order: 0,
  ...more,
});
const FUNCTIONS = [
  one('plus', 'Arithmetic'),
  one('file', 'Other'),
  one('hostName', 'Other'),
  one('hostname', '', { alias_to: 'hostName' }),
  one('addition', '', { alias_to: 'plus' }),
  one('arrayMap', 'Arrays', { higher_order: 1 }),
  one('sum', 'Aggregate Functions', { is_aggregate: 1 }),
  one('anyNew', '', { is_aggregate: 1 }),
  one('mixed', 'String,Brand New'),
  one('throwIf', 'Other'),
];
const words: KnownWords = {
  ...sortFunctions(FUNCTIONS, ['file', 'url', 'numbers', 'view', 'null', 'brandNew']),
  databases: new Set(['system', 'default', 'information_schema']),
};

describe('functions', () => {
  it('are allowed by their category or by name, everything else is forbidden', () => {
    expect([...words.forbidden].sort()).toEqual(['brandnew', 'file', 'hostname', 'mixed', 'url']);
    expect([...words.allowed].sort()).toEqual(['addition', 'anyNew', 'arrayMap', 'plus', 'sum', 'throwIf']);
    expect([...words.takers]).toEqual(['arraymap']);
  });
});

const verdict = (sql: string): string => {
  try {
    checkStatement(tokensOf(sql), words);
    return 'allowed';
  } catch (error) {
    return /^Code: (\d+)/.exec((error as Error).message)![1]!;
  }
};

describe('a statement', () => {
  it('that only reads is allowed', () => {
    for (const sql of [
      'SELECT 1',
      '(SELECT 1) UNION ALL (SELECT 2)',
      'WITH x AS (SELECT 1) SELECT * FROM x',
      'SELECT plus(1, 2), sumIf(a, b) FROM shixian.t AS file WHERE file.a = 1',
      'SELECT file, url FROM t',
      'SELECT t.file, arrayMap(x -> x, y) FROM t',
      "SELECT 'file(1)', `a b` FROM t",
      'SELECT name FROM system.tables',
      'SELECT * FROM system.columns',
      'SELECT * FROM information_schema.tables',
      'SHOW TABLES',
      'SHOW TABLES FROM system',
      'SHOW CREATE VIEW a',
      'DESCRIBE TABLE a',
      'EXISTS TABLE a',
      'EXPLAIN indexes = 1, json = 1 SELECT 1',
      'EXPLAIN QUERY TREE SELECT 1',
      'EXPLAIN (SELECT 1)',
    ])
      expect({ sql, verdict: verdict(sql) }).toEqual({ sql, verdict: 'allowed' });
  });

  it('of any other kind is none for a reader', () => {
    for (const sql of [
      '',
      '1',
      'select 1',
      'INSERT INTO t SELECT 1',
      'DROP TABLE t',
      'SHOW PROCESSLIST',
      'SHOW CREATE USER a',
      'SHOW',
      'EXISTS DICTIONARY a',
      'EXPLAIN DROP TABLE t',
      'EXPLAIN AST INSERT INTO t SELECT 1',
      'EXPLAIN TABLE OVERRIDE url(1) SELECT 1',
      'EXPLAIN',
      'BRAND NEW SELECT 1',
      'constructor TABLES',
      'SELECT * FROM (SELECT 1 SETTINGS a = 1)',
      'SELECT 1 SETTINGS a = 1',
    ])
      expect({ sql, verdict: verdict(sql) }).toEqual({ sql, verdict: '164' });
  });

  it('that names what is not for it is denied', () => {
    for (const sql of [
      "SELECT file('x')",
      'SELECT `FILE`(1)',
      'SELECT arrayMap(file, x)',
      'SELECT arrayMap((`file`), x)',
      'SELECT * APPLY file FROM t',
      'SELECT * FROM view(SELECT * FROM url(1))',
      'SELECT 1 INTO OUTFILE 1',
      'SELECT 1 PARALLEL WITH SELECT 2',
      'SELECT * FROM default.`/etc/passwd`',
      'SELECT * FROM `default`.x',
      'SELECT 1 IN system.users',
      'SELECT * FROM System.processes',
      'SELECT * FROM system.tables',
      'SELECT count(*) FROM system.databases',
      'SELECT DATA_PATHS FROM system.tables',
      "SELECT COLUMNS('x') FROM system.tables",
      'SHOW TABLES FROM default',
      'EXISTS TABLE default.x',
    ])
      expect({ sql, verdict: verdict(sql) }).toEqual({ sql, verdict: '497' });
  });
});

describe('names given as parameters', () => {
  it('are put in as names before anybody looks', () => {
    const params = new Map([
      ['t', 'a`b'],
      ['x', "1'"],
    ]);
    expect(bindNames('SELECT {x:String} FROM {t:Identifier}', params)).toBe('SELECT {x:String} FROM `a\\`b`');
    expect(() => bindNames('SELECT {y:Identifier}', params)).toThrow(/^Code: 456\. /);
    const file = new Map([['f', 'file']]);
    expect(verdict(bindNames('SELECT {f:Identifier}(1)', file))).toBe('497');
  });
});
