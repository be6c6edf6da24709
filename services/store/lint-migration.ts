// Refuses a migration statement that could not be run a second time after a crash.
import type { Problem } from '../../schemas/problem.ts';
import type { Statement } from './split-statements.ts';

interface Rule {
  when: RegExp;
  unless: RegExp;
  expected: string;
}

const OBJECT = '(?:DATABASE|TABLE|VIEW|MATERIALIZED VIEW|DICTIONARY|FUNCTION)';
const PART = '(?:COLUMN|INDEX|PROJECTION|CONSTRAINT|STATISTICS)';

const TABLE_RULES: readonly Rule[] = [
  {
    when: new RegExp(`^CREATE (?:OR REPLACE )?${OBJECT}\\b`, 'i'),
    unless: new RegExp(`^CREATE (?:${OBJECT} IF NOT EXISTS|OR REPLACE (?:VIEW|DICTIONARY|FUNCTION))\\b`, 'i'),
    expected: 'CREATE … IF NOT EXISTS',
  },
  {
    when: /^DROP\b/i,
    unless: new RegExp(`^DROP ${OBJECT} IF EXISTS\\b`, 'i'),
    expected: 'DROP … IF EXISTS',
  },
  {
    when: /^RENAME\b/i,
    unless: /^RENAME TABLE IF EXISTS\b[^,]*$/i,
    expected: 'RENAME TABLE IF EXISTS, one table',
  },
  {
    when: new RegExp(`^ALTER TABLE\\b.*\\bADD ${PART} (?!IF NOT EXISTS\\b)`, 'i'),
    unless: /^$/,
    expected: 'ALTER TABLE … ADD … IF NOT EXISTS',
  },
  {
    when: new RegExp(`^ALTER TABLE\\b.*\\b(?:DROP|RENAME|CLEAR) ${PART} (?!IF EXISTS\\b)`, 'i'),
    unless: /^$/,
    expected: 'ALTER TABLE … DROP … IF EXISTS',
  },
  {
    when: /^ALTER TABLE \S+ (?:.*, )?(?:UPDATE|DELETE|ATTACH|DETACH|MOVE|FREEZE|FETCH|REPLACE|DROP PART)\b/i,
    unless: /^$/,
    expected: 'an ALTER TABLE that changes the shape, not the rows',
  },
  {
    when: /^/,
    unless: new RegExp(`^(?:CREATE|DROP) ${OBJECT}\\b|^CREATE OR REPLACE\\b|^ALTER TABLE\\b|^RENAME\\b`, 'i'),
    expected: 'CREATE, ALTER TABLE, RENAME or DROP',
  },
];

const VIEW_RULES: readonly Rule[] = [
  {
    when: /^/,
    unless: /^CREATE OR REPLACE (?:VIEW|DICTIONARY) (?!.* COMMENT '')/i,
    expected: 'CREATE OR REPLACE VIEW or DICTIONARY without a COMMENT, which migrate itself sets',
  },
];

const lintWith =
  (rules: readonly Rule[]) =>
  (file: string, statements: readonly Statement[]): Problem[] =>
    statements.flatMap(({ skeleton, line }) => {
      const broken = rules.find((rule) => rule.when.test(skeleton) && !rule.unless.test(skeleton));
      if (!broken) return [];
      const value = skeleton.slice(0, 80);
      const message = `${file}:${line}: "${value}" cannot be run again after a crash; expected ${broken.expected}.`;
      return [{ code: 'migration-not-repeatable', message, field: `${file}:${line}`, value }];
    });

export const lintTableFile = lintWith(TABLE_RULES);
export const lintViewFile = lintWith(VIEW_RULES);
