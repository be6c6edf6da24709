// Cuts lists of ids into parts that fit into the text of one statement.
import type { CaseKey } from './case-events.ts';

/** A statement holds at most 262,144 bytes; a character takes at most four of them, quotes and escapes included. */
const CHARACTERS = 50_000;
const IDS = 2000;
/** Quotes and comma, as characters. */
const AROUND = 4;

/** Ids in parts that one statement can name. */
export function* idChunks(ids: Iterable<string>): Generator<string[]> {
  let part: string[] = [];
  let characters = 0;
  for (const id of ids) {
    if (part.length >= IDS || characters + id.length + AROUND > CHARACTERS) {
      if (part.length > 0) yield part;
      part = [];
      characters = 0;
    }
    part.push(id);
    characters += id.length + AROUND;
  }
  if (part.length > 0) yield part;
}

/** Case ids by system, in parts that one statement can name. */
export function* keyChunks(keys: readonly CaseKey[]): Generator<{ system: string; ids: string[] }> {
  const bySystem = new Map<string, Set<string>>();
  for (const { system, caseId } of keys) {
    const ids = bySystem.get(system) ?? new Set();
    bySystem.set(system, ids.add(caseId));
  }
  for (const [system, all] of bySystem) for (const ids of idChunks(all)) yield { system, ids };
}
