// The options of a variable as Grafana makes them: from a list, or from the rows of its query.
import type { BoardVariable, Cell, VariableOptions } from '../../schemas/board.ts';

export type Options = VariableOptions['options'];
export type Option = Options[number];

/** Comma-separated, `text : value` or both alike; a comma of the text itself is written \, */
export function listedOptions(query: string): Options {
  const items = query.match(/(?:\\,|[^,])+/g) ?? [];
  return items.map((item) => {
    const text = item.replaceAll('\\,', ',');
    const [, label, value] = /^\s*(.+)\s:\s(.+)$/.exec(text) ?? [];
    return { value: (value ?? text).trim(), text: (label ?? text).trim() };
  });
}

/** One column is value and text alike; of two the first is the value. */
export function rowOptions(rows: readonly (readonly Cell[])[], sort: BoardVariable['sort']): Options {
  const byValue = new Map<string, Option>();
  for (const [value, text = value] of rows) {
    const option = { value: String(value ?? ''), text: String(text ?? '') };
    if (!byValue.has(option.value)) byValue.set(option.value, option);
  }
  return sorted([...byValue.values()], sort ?? 0);
}

const numberIn = ({ text }: Option): number => Number(/\d+/.exec(text)?.[0] ?? -1);
const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** Grafana's numbers: 0 leaves the order, then by text, number, text without case, text with numbers; even falls. */
function sorted(options: Options, sort: number): Options {
  if (sort === 0) return options;
  const orders = [
    (a: Option, b: Option) => compare(a.text, b.text),
    (a: Option, b: Option) => compare(numberIn(a), numberIn(b)),
    (a: Option, b: Option) => compare(a.text.toLowerCase(), b.text.toLowerCase()),
    (a: Option, b: Option) => a.text.localeCompare(b.text, 'zh', { numeric: true }),
  ];
  const rising = options.toSorted(orders[Math.ceil(sort / 2) - 1]!);
  return sort % 2 === 0 ? rising.reverse() : rising;
}
