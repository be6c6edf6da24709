// Remembers the cases told of last, so that a case told of again costs no read.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { identityOf } from '../core/history-event.ts';
import { type CaseKey, type Digests, keyText, readEvents } from '../store/case-events.ts';
import type { Database } from '../store/database.ts';
import { readDigests } from '../store/judged-cases.ts';

/** What the store holds of a case: its events by identity, and the digests of its clocks by target. */
export interface KnownCase extends CaseKey {
  readonly events: Map<string, AcceptedEvent>;
  digests: Digests;
  /** Characters in its events, about. */
  characters: number;
}

export interface MemoryLimits {
  readonly events: number;
  readonly characters: number;
}

export const NO_MEMORY: MemoryLimits = { events: 0, characters: 0 };
/** Some 200 MB at most. */
export const USUAL_MEMORY: MemoryLimits = { events: 200_000, characters: 50_000_000 };

/** Cases taken out of the memory, in which nothing is left of them until they are given back. */
export interface TakenCases {
  /** Those of the asked that were remembered, by key text. */
  readonly cases: Map<string, KnownCase>;
  /** Remembers cases as they now stand in the store; does nothing once all was forgotten. */
  readonly giveBack: (cases: Iterable<KnownCase>) => void;
}

export interface HotCases {
  readonly take: (keys: Iterable<string>) => TakenCases;
  /** Forgets every case, those taken included. */
  readonly forget: () => void;
  readonly size: () => MemoryLimits;
}

export function makeHotCases(limits: MemoryLimits): HotCases {
  const cases = new Map<string, KnownCase>();
  const size = { events: 0, characters: 0 };
  let age = 0;
  const remove = (key: string, known: KnownCase) => {
    cases.delete(key);
    size.events -= known.events.size;
    size.characters -= known.characters;
  };
  const add = (known: KnownCase) => {
    cases.set(keyText(known), known);
    size.events += known.events.size;
    size.characters += known.characters;
  };
  const shrink = () => {
    for (const [key, known] of cases) {
      if (size.events <= limits.events && size.characters <= limits.characters) return;
      remove(key, known);
    }
  };
  return {
    take: (keys) => {
      const takenAt = age;
      const taken = new Map<string, KnownCase>();
      for (const key of keys) {
        const known = cases.get(key);
        if (!known) continue;
        remove(key, known);
        taken.set(key, known);
      }
      const giveBack = (back: Iterable<KnownCase>) => {
        if (takenAt !== age) return;
        for (const known of back) add(known);
        shrink();
      };
      return { cases: taken, giveBack };
    },
    forget: () => {
      age += 1;
      cases.clear();
      Object.assign(size, { events: 0, characters: 0 });
    },
    size: () => ({ ...size }),
  };
}

/** Adds an event to what is known of its case. */
export function learn(known: KnownCase, identity: string, event: AcceptedEvent): void {
  known.events.set(identity, event);
  known.characters += event.caseId.length + 2 * identity.length + charactersIn(event.data);
}

/** Characters a value would about take; a number or a name's place counts as some. */
function charactersIn(value: unknown): number {
  if (typeof value === 'string') return value.length + SOME;
  if (typeof value !== 'object' || value === null) return SOME;
  let characters = SOME;
  if (Array.isArray(value)) for (const item of value) characters += charactersIn(item);
  else for (const [name, item] of Object.entries(value)) characters += name.length + charactersIn(item);
  return characters;
}

const SOME = 8;

/** Reads those of the cases that are not among `known` yet, and adds them to it; a case without events is known too. */
export async function readUnknown(
  db: Database,
  asked: ReadonlyMap<string, CaseKey>,
  known: Map<string, KnownCase>,
): Promise<void> {
  const missing = [...asked].flatMap(([key, one]) => (known.has(key) ? [] : [{ key, one }]));
  if (missing.length === 0) return;
  const stored = await readEvents(
    db,
    missing.map(({ one }) => one),
  );
  // Clocks are only ever written after events, so a case without events has none.
  const digests = await readDigests(
    db,
    missing.filter(({ key }) => stored.has(key)).map(({ one }) => one),
  );
  for (const { key, one } of missing) {
    const { system, caseId } = one;
    const fresh: KnownCase = {
      system,
      caseId,
      events: new Map(),
      digests: digests.get(key) ?? new Map(),
      characters: 0,
    };
    for (const event of stored.get(key) ?? []) learn(fresh, identityOf(event), event);
    known.set(key, fresh);
  }
}
