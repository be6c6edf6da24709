// A variable of one value, as the browser's own list.
import type { BoardVariable } from '../../../schemas/board.ts';
import { usePage } from '../page-context.ts';
import { useBoard } from './board-context.ts';
import { useOptions } from './use-variables.ts';
import { allValue, type VariableOption } from './variable-choice.ts';
import { labelOf } from './variable-label.ts';

export function VariableSelect({ variable }: { readonly variable: BoardVariable }) {
  const { words } = usePage();
  const { board, choices, range, queue, change } = useBoard();
  const { options } = useOptions(variable, board.uid, { choices, range }, queue);
  const chosen = choices[variable.name]?.[0] ?? '';
  const all: VariableOption[] = variable.includeAll ? [{ value: allValue, text: words.board.all }] : [];
  const known = [...all, ...(options ?? [])];
  // A value of the address stands in the list even where the board does not know it.
  const shown = known.some(({ value }) => value === chosen)
    ? known
    : [{ value: chosen, text: chosen }, ...known];
  return (
    <label class="variable">
      {variable.hide !== 1 && <span>{labelOf(variable)}</span>}
      <select
        aria-label={labelOf(variable)}
        value={chosen}
        onChange={(event) => change({ variables: { [variable.name]: [event.currentTarget.value] } })}
      >
        {shown.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
