// Which settings reach a connection, and that limits hold whatever is asked.
import { describe, expect, it } from 'vitest';
import { acceptSettings, limitsFor, setUp } from '../../services/query/query-settings.ts';
import type { Setting } from '../../services/query/split-tail.ts';

const limits = limitsFor(8);
const accept = (...stated: Setting[]) => Object.fromEntries(acceptSettings(limits, stated));
const limit = (name: keyof typeof limits) => String(limits[name]);

describe('limits', () => {
  it('stand where nothing is stated, may be lowered and not raised', () => {
    expect(accept()).toEqual(
      Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, `${value}`])),
    );
    expect(accept(['max_execution_time', '3'])).toMatchObject({ max_execution_time: '3' });
    expect(accept(['max_execution_time', '0.5'])).toMatchObject({ max_execution_time: '0.5' });
    for (const more of ['0', '00', '0.0', '66', '99999999999999999999'])
      expect(accept(['max_execution_time', more])).toMatchObject({
        max_execution_time: limit('max_execution_time'),
      });
    expect(accept(['max_threads', '64'], ['max_threads', '0'])).toMatchObject({ max_threads: '4' });
    for (const odd of ['-1', '', ' 5', '1e9', 'nan', 'inf', '0x10'])
      expect(() => accept(['max_result_rows', odd]), odd).toThrow(/^Code: 6\. /);
  });

  it('leave threads to the program on small machines', () => {
    expect([1, 2, 3, 4, 64].map((processors) => limitsFor(processors).max_threads)).toEqual([1, 1, 1, 2, 4]);
  });
});

describe('settings', () => {
  it('of the answer and its meaning are taken, those of the transport go without effect', () => {
    const taken = accept(
      ['output_format_json_quote_64bit_integers', '1'],
      ['join_use_nulls', '1'],
      ['readonly', '0'],
      ['wait_end_of_query', '1'],
      ['log_comment', 'x'],
      ['additional_table_filters', new Map()],
    );
    expect(taken).toEqual({ ...accept(), output_format_json_quote_64bit_integers: '1', join_use_nulls: '1' });
  });

  it('that could write, read, reach out or keep something are refused', () => {
    for (const name of [
      'output_format_schema',
      'output_format_avro_confluent_subject',
      'format_schema',
      'format_avro_schema_registry_url',
      'allow_ddl',
      'result_overflow_mode',
      'use_query_cache',
      'async_insert',
      'insert_deduplication_token',
      'param_x',
      'toString',
      '__proto__',
      'x; DROP TABLE t',
    ])
      expect(() => accept([name, '1']), name).toThrow(/^Code: 164\. /);
    expect(() => accept(['join_use_nulls', new Map()])).toThrow(/^Code: 164\. /);
  });

  it('are stated before the connection is closed to settings, their values as text', () => {
    const settings = acceptSettings(limits, [
      ['session_timezone', "x' , readonly = '0"],
      ['additional_table_filters', new Map([["t'", "a = 'b'"]])],
    ]);
    const sql = setUp('shixian', 'me', settings, new Map([['p', "it's \\ here"]]));
    expect(sql).toMatch(/^USE shixian; SET session_timezone = /);
    expect(sql).toContain("session_timezone = 'x\\' , readonly = \\'0'");
    expect(sql).toContain("additional_table_filters = {'t\\'': 'a = \\'b\\''}");
    expect(sql).toContain("param_p = 'it\\'s \\\\ here'");
    expect(sql).toMatch(/, readonly = '1'$/);
  });
});
