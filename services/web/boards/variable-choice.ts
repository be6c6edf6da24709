// Which values of a variable are in force: the address, else the board's own, else the first option.
import type { BoardVariable, VariableOptions } from '../../../schemas/board.ts';

export type VariableOption = VariableOptions['options'][number];
export type Choice = readonly string[];
export type Choices = Readonly<Record<string, Choice>>;

export const allValue = '$__all';
export const isAll = (choice: Choice): boolean => choice.length === 1 && choice[0] === allValue;

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((each) => each !== undefined && each !== null).map(String);

/** Options that the board itself states, as `text : value` or `value`; null where the program must be asked. */
export function statedOptions({ type, query }: BoardVariable): VariableOption[] | null {
  if (type === 'query') return null;
  if (typeof query !== 'string' || query.trim() === '') return [];
  return query.split(/(?<!\\),/).map((part) => {
    const [text = '', value = text] = part.replaceAll('\\,', ',').split(' : ');
    return { value: value.trim(), text: text.trim() };
  });
}

/** The values in force, or null while the options that decide it are not known. */
export function choiceOf(
  variable: BoardVariable,
  asked: Choice | undefined,
  options: readonly VariableOption[] | null,
): Choice | null {
  if (variable.type === 'constant') return textsOf(variable.query);
  if (asked !== undefined && asked.length > 0) return allowed(variable, asked);
  const own = textsOf(variable.current?.value).filter((value) => value !== '');
  if (variable.type === 'textbox') return [own[0] ?? textsOf(variable.query)[0] ?? ''];
  if (own.length > 0 && (variable.includeAll || !own.includes(allValue))) return allowed(variable, own);
  if (variable.includeAll) return [allValue];
  if (options === null) return null;
  return [options[0]?.value ?? ''];
}

/** All stands alone, and a variable of one value keeps one. */
function allowed(variable: BoardVariable, values: Choice): Choice {
  if (values.includes(allValue)) return [allValue];
  return variable.multi ? [...new Set(values)] : values.slice(0, 1);
}

/** The choice after one option was ticked or cleared; nothing ticked is All where the variable has it. */
export function toggled(variable: BoardVariable, choice: Choice, value: string): Choice {
  if (value === allValue) return [allValue];
  const before = choice.filter((each) => each !== allValue);
  const after = before.includes(value) ? before.filter((each) => each !== value) : [...before, value];
  if (after.length > 0) return after;
  return variable.includeAll ? [allValue] : choice;
}

/** The chosen options as text; a value without option is its own text. */
export function textOfChoice(choice: Choice, options: readonly VariableOption[] | null, all: string): string {
  if (isAll(choice)) return all;
  return choice.map((value) => options?.find((option) => option.value === value)?.text ?? value).join(' + ');
}
