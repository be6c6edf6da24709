// What stands around a question in HTTP: who asks, how it is read, the greeting in Native, errors.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLoginCheck, credentialsOf } from '../../services/query/check-login.ts';
import { helloBlock, isHello } from '../../services/query/native-hello.ts';
import { mediaTypeOf } from '../../services/query/output-formats.ts';
import { asRefused, statusOf } from '../../services/query/query-refused.ts';
import { readQuestion } from '../../services/query/read-question.ts';
import { readNative } from '../support/native-block.ts';

const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});
const none = new URLSearchParams();
const forever = new AbortController().signal;

describe('credentials', () => {
  it('come by Basic, by headers or in the address, in this order', () => {
    const query = new URLSearchParams({ user: 'c', password: 'cc' });
    const headers = { 'x-clickhouse-user': 'b', 'x-clickhouse-key': 'bb' };
    expect(credentialsOf({ ...basic('a', 'a:a'), ...headers }, query)).toEqual({
      user: 'a',
      password: 'a:a',
    });
    expect(credentialsOf(headers, query)).toEqual({ user: 'b', password: 'bb' });
    expect(credentialsOf({}, query)).toEqual({ user: 'c', password: 'cc' });
    expect(credentialsOf({ 'x-clickhouse-key': 'k' }, none)).toEqual({ user: 'default', password: 'k' });
    expect(credentialsOf({ authorization: 'Bearer x' }, none)).toBeNull();
  });
});

describe('a login', () => {
  const check = () =>
    createLoginCheck({ user: 'u', password: 'right' }, { wrongAfterMs: 1_000, wrongAtATime: 2 });
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('that is right passes at once, one without credentials is told so', async () => {
    await expect(check()(basic('u', 'right'), none, forever)).resolves.toBeUndefined();
    await expect(check()({}, none, forever)).rejects.toMatchObject({ code: 194 });
  });

  it('that is wrong waits, and too many at a time are told another thing', async () => {
    const login = check();
    const leave = new AbortController();
    const told: string[] = [];
    const slow = ['wrong', 'righ', 'right '].map((password) =>
      login(basic('u', password), none, leave.signal).catch(({ code }) => told.push(`${password}:${code}`)),
    );
    await slow[2];
    expect(told).toEqual(['right :202']);
    await expect(login(basic('u', 'right'), none, forever)).resolves.toBeUndefined();
    leave.abort();
    await Promise.all(slow);
    expect(told.slice(1).sort()).toEqual(['righ:516', 'wrong:516']);
    const left = new AbortController();
    left.abort();
    await expect(login(basic('x', 'right'), none, left.signal)).rejects.toMatchObject({ code: 516 });
  });
});

describe('a question', () => {
  const read = (address: string, body = '', headers = {}) =>
    readQuestion(headers, new URLSearchParams(address), Buffer.from(body));

  it('is read from address, headers and body', async () => {
    const address =
      'query=SELECT&database=shixian&default_format=Native&client_protocol_version=54460&param_x=a%5Ctb&max_threads=2&max_threads=3&query_id=q&enable_http_compression=0';
    expect(await read(address, '1')).toEqual({
      sql: 'SELECT\n1',
      database: 'shixian',
      format: 'Native',
      params: new Map([['x', 'a\\tb']]),
      settings: [
        ['client_protocol_version', '54460'],
        ['max_threads', '2'],
        ['max_threads', '3'],
        ['enable_http_compression', '0'],
      ],
      revision: 54_460,
      id: 'q',
      mayPack: false,
    });
    const headers = { 'x-clickhouse-database': 'default', 'x-clickhouse-format': 'CSV' };
    expect(await read('', 'SELECT 1', headers)).toMatchObject({ database: 'default', format: 'CSV' });
  });

  it('is refused where it counts on what is not there', async () => {
    for (const address of ['session_id=a', 'role=r', 'compress=1', 'decompress=1'])
      await expect(read(address), address).rejects.toMatchObject({ code: 344 });
    await expect(read('compress=0&decompress=0')).resolves.toMatchObject({ settings: [] });
    await expect(read('param_a%27=1')).rejects.toMatchObject({ code: 62 });
    const form = { 'content-type': 'multipart/form-data; boundary=b' };
    const part = (name: string, more = '') =>
      `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n1\r\n--b--\r\n`;
    await expect(read('query=SELECT', part('param_x'), form)).resolves.toMatchObject({
      sql: 'SELECT',
      params: new Map([['x', '1']]),
    });
    await expect(read('', part('t', '; filename="t"'), form)).rejects.toMatchObject({ code: 344 });
    await expect(read('', 'no form', form)).rejects.toMatchObject({ code: 6 });
  });
});

describe('the greeting', () => {
  const HELLO = 'SELECT displayName(), version(), revision(), timezone()';
  const facts = { displayName: '时限', version: '26.7.2.1', timezone: 'UTC' };

  it('is for the one question and for clients that read by a newer revision', () => {
    expect(isHello(HELLO, 54_460)).toBe(true);
    expect(isHello(`  ${HELLO.toLowerCase().replace('displayname', 'displayName')} ;`, 54_460)).toBe(true);
    expect(isHello(HELLO, 0)).toBe(false);
    expect(isHello(`${HELLO}, 1`, 54_460)).toBe(false);
  });

  it('is framed by the revision asked for, and names revision 0', () => {
    const block = helloBlock(facts, 54_460);
    expect(block.subarray(0, 26).toString('hex')).toBe(
      '010002ffffffff0004010d646973706c61794e616d65282906537472'.slice(0, 52),
    );
    for (const revision of [51_903, 54_453, 54_454, 54_460]) {
      const [read] = readNative(helloBlock(facts, revision), revision);
      expect(read!.columns.map(({ values }) => values)).toEqual([['时限'], ['26.7.2.1'], [0], ['UTC']]);
    }
    const long = { ...facts, displayName: 'x'.repeat(300) };
    expect(readNative(helloBlock(long, 54_460), 54_460)[0]!.columns[0]!.values[0]).toHaveLength(300);
  });
});

describe('errors', () => {
  it('of the engine keep number and words, without the statement of the endpoint', () => {
    const said = `Code: 62. DB::Exception: Syntax error: failed at position 1 (X): X. Expected SELECT: In scope SELECT formatQuerySingleLine('X \\'(a)\\''). (SYNTAX_ERROR)`;
    expect(asRefused(new Error(said))).toMatchObject({
      code: 62,
      text: 'Code: 62. DB::Exception: Syntax error: failed at position 1 (X): X. Expected SELECT. (SYNTAX_ERROR)',
    });
  });

  it('of anything else tell nothing of it, and keep it for the log', () => {
    const inner = new Error('at /data/secret');
    expect(asRefused(inner)).toMatchObject({ code: 1002, cause: inner });
    expect(asRefused(inner).text).not.toContain('secret');
    expect([62, 60, 516, 194, 159, 202, 9999].map(statusOf)).toEqual([400, 404, 403, 401, 408, 503, 500]);
  });
});

describe('formats', () => {
  it('are those without schema, registry or protocol of their own', () => {
    for (const format of ['Native', 'JSONEachRow', 'TabSeparated', 'Parquet', 'RowBinary', 'Null'])
      expect(mediaTypeOf(format), format).toBeDefined();
    for (const format of [
      'MySQLWire',
      'PostgreSQLWire',
      'AvroConfluent',
      'Template',
      'Protobuf',
      'native',
      'toString',
      '',
    ])
      expect(mediaTypeOf(format), format).toBeUndefined();
  });
});
