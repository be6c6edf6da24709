// What every part of the page may need: its words, where the reader is, and how to go elsewhere.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AsOf } from './as-of.ts';
import type { Language } from './format.ts';
import { type Place, readPlace } from './place.ts';
import type { Navigate } from './use-place.ts';
import { type Words, wordsOf } from './words.ts';

export interface Page {
  readonly place: Place;
  readonly navigate: Navigate;
  readonly language: Language;
  readonly words: Words;
  readonly asOf: AsOf | null;
  /** Answers by question, so that going back shows them at once. */
  readonly kept: Map<string, unknown>;
}

export const PageContext = createContext<Page>({
  place: readPlace('/', ''),
  navigate: () => undefined,
  language: 'en',
  words: wordsOf('en'),
  asOf: null,
  kept: new Map(),
});
export const usePage = (): Page => useContext(PageContext);
