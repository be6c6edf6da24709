// Turns one zod issue into plain sentences: what was expected at which path, and what was found there.
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

export interface Fault {
  readonly code: 'missing-value' | 'unknown-key' | 'unexpected-value';
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly value?: unknown;
}

/** One fault for each thing wrong; `data` is the whole value that was checked. */
export function explainIssue(issue: Issue, data: unknown): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      code: 'unknown-key',
      path: [...issue.path, key],
      message: `unknown key "${key}"`,
    }));
  const branch = issue.code === 'invalid_union' ? nearestBranch(issue) : undefined;
  if (branch)
    return branch.flatMap((inner) => explainIssue({ ...inner, path: [...issue.path, ...inner.path] }, data));
  const value = valueAt(data, issue.path);
  const code = value === undefined ? 'missing-value' : 'unexpected-value';
  return [{ code, path: issue.path, message: expectation(issue) + finding(issue, value), value }];
}

/** What was found; left out where a rule over several fields failed, since no single value is at fault. */
function finding(issue: Issue, value: unknown): string {
  if (issue.code === 'custom') return '';
  return value === undefined ? ', got nothing' : `, got ${show(value)}`;
}

/** The alternative of a union that fitted the kind of value and failed only deeper or in its form. */
const nearestBranch = (issue: z.core.$ZodIssueInvalidUnion): Issue[] | undefined =>
  issue.errors.find((branch) => branch.every((inner) => inner.path.length > 0 || !isWrongKind(inner)));

const isWrongKind = (issue: Issue): boolean =>
  issue.code === 'invalid_type' || issue.code === 'invalid_union';

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${article(issue.expected)}`;
    case 'invalid_value':
      return `expected ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return `expected ${[...new Set(kinds(issue))].join(' or ')}`;
    case 'invalid_format':
      return formatExpectation(issue);
    case 'invalid_key':
      return `bad key: ${issue.issues.map(expectation).join('; ')}`;
    default:
      return issue.message.replace(/^(Invalid input|Too (small|big)): /, '');
  }
}

function formatExpectation(issue: z.core.$ZodIssueInvalidStringFormat): string {
  if (issue.format === 'date') return 'expected a date that exists, YYYY-MM-DD';
  if (issue.format === 'regex' && issue.message.startsWith('Invalid string'))
    return `expected text like ${issue.pattern}`;
  return issue.message;
}

const kinds = (issue: Issue): string[] =>
  issue.code === 'invalid_union'
    ? issue.errors.flat().flatMap(kinds)
    : [expectation(issue).replace(/^expected /, '')];

const article = (kind: string): string =>
  ({ int: 'whole number', record: 'map', object: 'map', array: 'list' })[kind] ?? kind;

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    data,
  );
}

/** The value as JSON, cut to a readable length. */
function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
