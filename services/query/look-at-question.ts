// Has the engine write a statement anew in its own form, and looks at every word of that form. What is looked at is
// what runs: the text of the client itself is only ever a literal.
import { checkStatement, onlyReading } from './check-statement.ts';
import type { KnownWords } from './known-words.ts';
import { refused } from './query-refused.ts';
import { type Parted, splitTail } from './split-tail.ts';
import { quoteName, quoteText, type Token, tokensOf } from './sql-tokens.ts';

/** Runs a statement of the endpoint's own and gives what the engine writes. */
export type AskText = (sql: string, signal: AbortSignal) => Promise<string>;

export type Params = ReadonlyMap<string, string>;

export interface Look {
  /** The statement without SETTINGS and FORMAT, in the engine's form; refuses all but reading of the own database. */
  atStatement(sql: string, params: Params, signal: AbortSignal): Promise<Parted>;
  /** A condition that a setting carries as text. */
  atCondition(sql: string, signal: AbortSignal): Promise<void>;
}

export function createLook(askText: AskText, words: KnownWords): Look {
  const canonical = (sql: string, signal: AbortSignal): Promise<string> =>
    askText(`SELECT formatQuerySingleLine(${quoteText(sql)})`, signal);
  return {
    atStatement: async (sql, params, signal) => {
      // With its rows behind it, it is no statement the formatter can read.
      if (/^\s*INSERT\b/i.test(sql)) throw onlyReading();
      const written = bindNames(await canonical(sql, signal), params);
      const parted = splitTail(written, tokensOf(written));
      checkStatement(parted.tokens, words);
      return parted;
    },
    atCondition: async (sql, signal) => {
      checkStatement(tokensOf(await canonical(`SELECT (${sql})`, signal)), words);
    },
  };
}

/** Names given as parameters are put in before the statement is looked at; values stay with the engine. */
export function bindNames(sql: string, params: Params): string {
  let bound = '';
  let from = 0;
  for (const token of tokensOf(sql)) {
    bound += sql.slice(from, token.at) + bindName(token, params);
    from = token.at + token.raw.length;
  }
  return bound + sql.slice(from);
}

function bindName({ kind, raw }: Token, params: Params): string {
  const placeholder = kind === 'param' ? /^\{(\w+):([\s\S]*)\}$/.exec(raw) : null;
  if (!placeholder || !/identifier/i.test(placeholder[2]!)) return raw;
  const value = params.get(placeholder[1]!);
  if (value === undefined) throw refused(456, `Substitution \`${placeholder[1]}\` is not set.`);
  return quoteName(value);
}
