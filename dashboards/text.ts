// Every text of a board in both languages: one that lacks a language does not compile.
export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];

export interface Text {
  readonly zh: string;
  readonly en: string;
}

export const inBoth = (say: (language: Language) => string): Text => ({ zh: say('zh'), en: say('en') });

/** What a board is made of before a language is chosen: the JSON of Grafana, with texts for leaves. */
export type Worded = null | boolean | number | string | Text | readonly Worded[] | WordedObject;
export interface WordedObject {
  readonly [key: string]: Worded;
}

const isText = (node: object): node is Text => 'zh' in node && 'en' in node;

/** The same tree, each text said in one language. Keys keep their order. */
export function inLanguage(node: Worded, language: Language): unknown {
  if (node === null || typeof node !== 'object') return node;
  if (Array.isArray(node)) return node.map((entry: Worded) => inLanguage(entry, language));
  if (isText(node)) return node[language];
  return Object.fromEntries(
    Object.entries(node as WordedObject).map(([key, value]) => [key, inLanguage(value, language)]),
  );
}
