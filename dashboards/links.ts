// Addresses of boards in the language of the board they stand on, the same in Grafana and in the built-in page.
import type { BoardName } from '../schemas/board.ts';
import { inBoth, type Language, type Text } from './text.ts';

export interface Link {
  readonly title: Text;
  readonly url: Text;
  readonly targetBlank?: boolean;
}

const uid = (name: string, language: Language): string =>
  language === 'zh' ? `shixian-${name}` : `shixian-${name}-en`;
export const uidOf = (name: BoardName, language: Language): string => uid(name, language);

/** To the board of a name that a row gives, such as its system. */
export const boardUrlOf = (name: string, query: readonly string[] = []): Text =>
  inBoth((language) => `/d/${uid(name, language)}?${[...query, `\${__url_time_range}`].join('&')}`);

/** `query`: variables with their values, as written in a link; `passed` makes those that are handed on. */
export const boardUrl = (name: BoardName, query: readonly string[] = []): Text => boardUrlOf(name, query);

/** A variable handed on with all its values; `${x:queryparam}` writes its `var-x=` itself. */
export const passed = (...names: readonly string[]): string[] =>
  names.map((name) => `\${${name}:queryparam}`);

/** From a list of cases to one of them: the row has the columns `system` and `case_id`. */
export const caseLink: Link = {
  title: { zh: '办件详情', en: 'The case' },
  url: boardUrl('case', [`var-system=\${__data.fields.system}`, `var-case=\${__value.raw}`]),
};

/** The choices that lists of cases share. */
export const generalChoices = passed('system', 'jurisdiction', 'department', 'category');
