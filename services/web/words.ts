// Every word the page says, in Chinese and English; a word missing from one language does not compile.
import type { Language } from './format.ts';
import { english } from './words-en.ts';
import { chinese } from './words-zh.ts';

export type Words = typeof english;

const words: Record<Language, Words> = { en: english, zh: chinese };
export const wordsOf = (language: Language): Words => words[language];

/** A word from a closed table by a key that came from outside; the key itself when the table lacks it. */
export function wordFor(table: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(table, key) ? table[key]! : key;
}
