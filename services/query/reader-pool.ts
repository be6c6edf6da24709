// Connections for questions: one question at a time on each, its settings stated before it, then read-only for good.
// A connection is kept for the next question with the same settings, since nothing a question does changes it; but not
// after an error, when the engine begins its next answer with what it had written of the one that failed.
import type { OpenReader, RawAnswer, Reader } from '../platform/clickhouse-readers.ts';
import { quoteText } from './sql-tokens.ts';

const MAX_IDLE = 8;
/** A stop that comes before the engine has begun the question finds nothing, so it is told again. */
const STOP_AGAIN_MS = 250;

export interface Ask {
  /** The statement that makes the connection ready, given its name. */
  readonly setUp: (name: string) => string;
  /** Questions with the same key may share a connection; null closes it after use. */
  readonly key: string | null;
  readonly sql: string;
  readonly format: string;
}

export interface ReaderPool {
  /** Aborting stops the question in the engine; the promise settles when it has stopped. */
  ask(ask: Ask, signal: AbortSignal): Promise<RawAnswer>;
  /** After the last question has settled. */
  close(): void;
}

interface Named {
  readonly name: string;
  readonly reader: Reader;
}

export async function openReaderPool(open: OpenReader): Promise<ReaderPool> {
  const control = await open();
  const idle: (Named & { readonly key: string })[] = [];
  let opened = 0;

  const stop = (name: string): void => {
    const kill = `KILL QUERY WHERE Settings['log_comment'] = ${quoteText(name)}`;
    control.run(kill, 'Null').catch(() => undefined);
  };

  const ready = async ({ key, setUp }: Ask): Promise<Named> => {
    const at = key === null ? -1 : idle.findIndex((one) => one.key === key);
    if (at >= 0) return idle.splice(at, 1)[0]!;
    opened += 1;
    const name = `shixian-question-${process.pid}-${opened}`;
    const reader = await open();
    try {
      await reader.run(setUp(name), 'Null');
      return { name, reader };
    } catch (error) {
      reader.close();
      throw error;
    }
  };

  const putBack = (named: Named, key: string | null): void => {
    if (key === null) {
      named.reader.close();
      return;
    }
    idle.push({ ...named, key });
    if (idle.length > MAX_IDLE) idle.shift()!.reader.close();
  };

  const runStoppable = async ({ name, reader }: Named, ask: Ask, signal: AbortSignal): Promise<RawAnswer> => {
    let again: NodeJS.Timeout | undefined;
    const onAbort = () => {
      stop(name);
      again = setInterval(() => stop(name), STOP_AGAIN_MS);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      return await reader.run(ask.sql, ask.format);
    } finally {
      clearInterval(again);
      signal.removeEventListener('abort', onAbort);
    }
  };

  return {
    ask: async (ask, signal) => {
      const named = await ready(ask);
      let key: string | null = null;
      try {
        const answer = await runStoppable(named, ask, signal);
        // A stop still under way must not meet the next question.
        key = signal.aborted ? null : ask.key;
        return answer;
      } finally {
        putBack(named, key);
      }
    },
    close: () => {
      for (const { reader } of idle.splice(0)) reader.close();
      control.close();
    },
  };
}
