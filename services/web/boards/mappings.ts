// What a value mapping makes of a value; the first that fits holds.
import type { Cell, ValueMapping } from '../../../schemas/board.ts';

export interface Mapped {
  readonly text?: string | undefined;
  readonly color?: string | undefined;
}

/** `/…/flags` or the bare pattern of a whole text; a pattern that cannot be read fits nothing. */
export function patternOf(text: string): RegExp | null {
  const parts = /^\/(.*)\/([gimsuy]*)$/s.exec(text);
  try {
    return parts === null ? new RegExp(`^${text}$`) : new RegExp(parts[1]!, parts[2]!.replace(/[gy]/g, ''));
  } catch {
    return null;
  }
}

const isNothing = (value: Cell): boolean => value === null;
const isNaNumber = (value: Cell): boolean => typeof value === 'number' && Number.isNaN(value);

const specials: Readonly<Record<string, (value: Cell) => boolean>> = {
  null: isNothing,
  nan: isNaNumber,
  'null+nan': (value) => isNothing(value) || isNaNumber(value),
  true: (value) => value === true || value === 'true',
  false: (value) => value === false || value === 'false',
  empty: (value) => value === '',
};

function inRange(value: Cell, from: number | null, to: number | null): boolean {
  if (value === null || value === '' || typeof value === 'boolean') return false;
  const size = Number(value);
  return !Number.isNaN(size) && size >= (from ?? -Infinity) && size <= (to ?? Infinity);
}

function byPattern(value: Cell, pattern: string, result: Mapped): Mapped | null {
  const expression = typeof value === 'string' ? patternOf(pattern) : null;
  if (expression === null || typeof value !== 'string' || !expression.test(value)) return null;
  return result.text === undefined ? result : { ...result, text: value.replace(expression, result.text) };
}

function mappedBy(value: Cell, mapping: ValueMapping): Mapped | null {
  switch (mapping.type) {
    case 'value':
      return value !== null && Object.hasOwn(mapping.options, String(value))
        ? mapping.options[String(value)]!
        : null;
    case 'range':
      return inRange(value, mapping.options.from, mapping.options.to) ? mapping.options.result : null;
    case 'regex':
      return byPattern(value, mapping.options.pattern, mapping.options.result);
    case 'special':
      return specials[mapping.options.match]!(value) ? mapping.options.result : null;
  }
}

export function mappedValue(value: Cell, mappings: readonly ValueMapping[] | undefined): Mapped | null {
  for (const mapping of mappings ?? []) {
    const found = mappedBy(value, mapping);
    if (found !== null) return found;
  }
  return null;
}
