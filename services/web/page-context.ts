// What every part of the page may need: its words, where the reader is, and how to go elsewhere.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language } from './format.ts';
import { type BoardPlace, type CardsPlace, type Place, readPlace } from './place.ts';
import type { Theme } from './theme.ts';
import type { Navigate } from './use-place.ts';
import { type Words, wordsOf } from './words.ts';

export interface Page {
  readonly place: Place;
  readonly navigate: Navigate;
  readonly language: Language;
  readonly theme: Theme;
  readonly words: Words;
  /** The board looked at last, to go back to. */
  readonly lastBoard: BoardPlace | null;
  /** The list of cards looked at last. */
  readonly lastCards: CardsPlace | null;
  /** Answers by question, so that going back shows them at once. */
  readonly kept: Map<string, unknown>;
}

export const PageContext = createContext<Page>({
  place: readPlace('/', ''),
  navigate: () => undefined,
  language: 'en',
  theme: 'auto',
  words: wordsOf('en'),
  lastBoard: null,
  lastCards: null,
  kept: new Map(),
});
export const usePage = (): Page => useContext(PageContext);
