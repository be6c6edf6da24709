// Turns what a schema found wrong with a value into problems: the field, what was expected and what was found.
import type { Problem } from '../../schemas/problem.ts';
import { shortValue } from './short-value.ts';

export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string;
  readonly keys?: readonly string[];
  /** The issues of each alternative, where none fitted. */
  readonly errors?: readonly (readonly Issue[])[];
}

/** One problem for each thing wrong with `input`; `prefix` is the path of `input` itself. */
export function problemsOf(
  { issues }: { readonly issues: readonly Issue[] },
  input: unknown,
  code: string,
  prefix = '',
): Problem[] {
  return issues.flatMap((issue) => placed(issue).map(({ path, expected }) => problem(path, expected)));

  function problem(path: readonly PropertyKey[], expected: string): Problem {
    const field = [prefix, ...path.map(String)].filter((part) => part !== '').join('.');
    const value = shortValue(valueAt(input, path));
    const got = value === undefined ? 'nothing' : JSON.stringify(value);
    const message = `${field || 'event'}: ${expected}, got ${got}`;
    return { code, message, field, ...(value === undefined ? {} : { value }) };
  }
}

const placed = (issue: Issue): { path: readonly PropertyKey[]; expected: string }[] =>
  issue.code === 'unrecognized_keys' && issue.keys
    ? issue.keys.map((key) => ({ path: [...issue.path, key], expected: 'no field of this name is expected' }))
    : [{ path: issue.path, expected: expectation(issue) }];

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], input);

/** What was expected, in the words of the schema. */
export function expectation({ message, errors }: Issue): string {
  if (errors && errors.length > 0)
    return [...new Set(errors.flat().map(expectation))].join(' or ').replaceAll(' or expected ', ' or ');
  return message
    .replace(/^(Invalid (input|option|string|key)|Too (small|big)): /, '')
    .replace(/, received \w+$/, '');
}
