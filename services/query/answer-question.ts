// Answers questions over the embedded store: looked at first, then run a few at a time on connections that only read.
import type { OpenReader, RawAnswer, Reader } from '../platform/clickhouse-readers.ts';
import { readKnownWords } from './known-words.ts';
import { type AskText, createLook, type Look, type Params } from './look-at-question.ts';
import { type Hello, helloBlock, isHello } from './native-hello.ts';
import { DEFAULT_FORMAT, mediaTypeOf } from './output-formats.ts';
import { asRefused, refused } from './query-refused.ts';
import { acceptSettings, type Limits, MAX_SQL, type Settings, setUp } from './query-settings.ts';
import { createSlots, type SlotOptions } from './query-slots.ts';
import { openReaderPool, type ReaderPool } from './reader-pool.ts';
import type { Setting } from './split-tail.ts';

export interface Question {
  readonly sql: string;
  /** Empty for the program's own. */
  readonly database: string;
  /** The format where the statement names none. */
  readonly format: string | null;
  readonly settings: readonly Setting[];
  /** Values of `{name:Type}`, escaped as in tab-separated text. */
  readonly params: Params;
  /** The revision of the protocol the client reads Native by. */
  readonly revision: number;
}

export interface Answer extends RawAnswer {
  readonly format: string;
  readonly mediaType: string;
}

export interface Answerer {
  readonly hello: Hello;
  /** Rejects with QueryRefused alone. Aborting stops the question in the engine. */
  answer(question: Question, signal: AbortSignal): Promise<Answer>;
  /** Questions under way get some time to end; then the engine is told to stop them. */
  close(): Promise<void>;
}

export interface AnswererOptions {
  readonly open: OpenReader;
  readonly database: string;
  /** Writes a statement that was looked at so that it means the same and is answered sooner. */
  readonly quicken: (sql: string) => string;
  readonly limits: Limits;
  readonly slots: SlotOptions;
  readonly graceMs: number;
}

const NO_PARAMS: Params = new Map();
/** By which drivers look whether anybody is there; they do not wait long, so neither does it behind questions. */
const PING = /^\s*SELECT\s+1\s*;?\s*$/i;

export async function openAnswerer(options: AnswererOptions): Promise<Answerer> {
  const { database, graceMs } = options;
  const { words, version } = await readEngine(options);
  const hello = { displayName: 'shixian', version, timezone: 'UTC' };
  const pool = await openReaderPool(options.open);
  const slots = createSlots(options.slots);
  const pings = createSlots({ ...options.slots, places: 1 });
  const run = runner(pool, createLook(askTextOver(pool, options), words), options);
  const running = new Map<AbortController, Promise<unknown>>();

  const answer = async (question: Question, signal: AbortSignal): Promise<Answer> => {
    checkQuestion(question, database);
    if (question.format === 'Native' && isHello(question.sql, question.revision))
      return greeting(hello, question.revision);
    const leave = await (PING.test(question.sql) ? pings : slots).take(signal);
    return run(question, signal).finally(leave);
  };

  return {
    hello,
    answer: async (question, signal) => {
      const stop = new AbortController();
      const onLeave = () => stop.abort();
      signal.addEventListener('abort', onLeave, { once: true });
      if (signal.aborted) stop.abort();
      const answered = answer(question, stop.signal);
      running.set(stop, answered);
      try {
        return await answered;
      } catch (error) {
        throw asRefused(error);
      } finally {
        running.delete(stop);
        signal.removeEventListener('abort', onLeave);
      }
    },
    close: async () => {
      slots.close();
      pings.close();
      const atLast = setTimeout(() => {
        for (const stop of running.keys()) stop.abort();
      }, graceMs);
      await Promise.allSettled(running.values());
      clearTimeout(atLast);
      pool.close();
    },
  };
}

type Run = (question: Question, signal: AbortSignal) => Promise<Answer>;

const runner =
  (pool: ReaderPool, look: Look, { database, limits, quicken }: AnswererOptions): Run =>
  async (question, signal) => {
    const {
      statement,
      settings: told,
      format: named,
    } = await look.atStatement(question.sql, question.params, signal);
    const format = named ?? question.format ?? DEFAULT_FORMAT;
    const mediaType = mediaTypeOf(format);
    if (mediaType === undefined) throw refused(73, `Unknown format ${format.slice(0, 100)}`);
    const settings = acceptSettings(limits, [...question.settings, ...told]);
    for (const condition of conditionsOf(settings)) await look.atCondition(condition, signal);
    const ready = (name: string) => setUp(database, name, settings, question.params);
    const key = question.params.size > 0 ? null : ready('');
    const answer = await pool.ask({ setUp: ready, key, sql: quicken(statement), format }, signal);
    if (answer.bytes.length > limits.max_result_bytes)
      throw refused(396, `Limit for result exceeded, max bytes: ${limits.max_result_bytes}`);
    return { ...answer, format, mediaType };
  };

const askTextOver = (pool: ReaderPool, { database, limits }: AnswererOptions): AskText => {
  const settings = acceptSettings(limits, []);
  const ready = (name: string) => setUp(database, name, settings, NO_PARAMS);
  return async (sql, signal) => {
    const { bytes } = await pool.ask({ setUp: ready, key: ready(''), sql, format: 'RawBLOB' }, signal);
    return textOf(bytes);
  };
};

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

const conditionsOf = (settings: Settings): readonly string[] => {
  const filters = settings.get('additional_table_filters');
  return filters === undefined || typeof filters === 'string' ? [] : [...filters.values()];
};

async function readEngine({ open, database }: AnswererOptions) {
  const reader: Reader = await open();
  try {
    const { bytes } = await reader.run('SELECT version()', 'RawBLOB');
    return { words: await readKnownWords(reader, database), version: textOf(bytes) };
  } finally {
    reader.close();
  }
}

function checkQuestion({ sql, database, params }: Question, own: string): void {
  if (sql.trim() === '') throw refused(62, 'Syntax error: Empty query');
  if (sql.length > MAX_SQL) throw refused(62, `Syntax error: Max query size exceeded: ${MAX_SQL} characters`);
  if ([sql, ...params.values()].some((text) => text.includes('\0')))
    throw refused(62, 'Syntax error: a zero byte is not allowed');
  if (database !== '' && database !== 'default' && database !== own)
    throw refused(497, `Not enough privileges. This endpoint answers from the database ${own} alone.`);
}

function greeting(hello: Hello, revision: number): Answer {
  const bytes = helloBlock(hello, revision);
  const counts = { rowsRead: 1, bytesRead: bytes.length, seconds: 0 };
  return { bytes, ...counts, format: 'Native', mediaType: mediaTypeOf('Native')! };
}
