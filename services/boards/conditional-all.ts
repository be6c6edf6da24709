// Grafana's ClickHouse plugin, in the browser: $__conditionalAll(condition, $variable) is the condition, or 1=1 while
// the variable chooses all. What it does with odd text is done here too, so that a query fails in both or in neither.
import { ALL_CHOICE } from '../../schemas/board.ts';
import type { VariableValues } from './format-variable.ts';
import { notExpanded } from './query-problem.ts';

/** More than any query has; a condition that holds $& puts the macro back for ever. */
const MOST_CALLS = 100;
const MACRO = '$__conditionalAll(';
const NAME = /(?<=\$\{)[\w\d]+(?=\})|(?<=\$)[\w\d]+/;

/** Works from the last occurrence to the first, and gives up at one that has not exactly two arguments. */
export function applyConditionalAll(sql: string, variables: VariableValues): string {
  let [text, calls] = [sql, 0];
  for (let at = text.lastIndexOf(MACRO); at !== -1; at = text.lastIndexOf(MACRO)) {
    const args = argumentsFrom(text, at + MACRO.length);
    if (args.length !== 2) return text;
    if (++calls > MOST_CALLS) throw notExpanded('$__conditionalAll: its condition puts it back');
    const [condition, last] = args as [string, string];
    const name = NAME.exec(last.trim())?.[0];
    const chosen = name === undefined ? undefined : variables[name]?.value.toString();
    const isAll = chosen === '' || chosen === ALL_CHOICE;
    // As a string the replacement gives $&, $' and the like their special meaning, which is the plugin's way.
    text = text.replace(`${MACRO}${condition},${last})`, isAll ? '1=1' : condition);
  }
  return text;
}

/** The arguments up to the closing bracket; commas and brackets count within quotes too. None when it never closes. */
function argumentsFrom(text: string, from: number): string[] {
  const args: string[] = [];
  let [depth, start] = [1, from];
  for (let i = from; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')') depth--;
    if (depth === 0) return [...args, text.slice(start, i)];
    if (text[i] === ',' && depth === 1) {
      args.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [];
}
