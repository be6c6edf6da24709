// A variable that the reader writes; it holds on Enter and on leaving the box.
import { useEffect, useState } from 'preact/hooks';
import type { BoardVariable } from '../../../schemas/board.ts';
import { useBoard } from './board-context.ts';
import { labelOf } from './variable-label.ts';

export function VariableText({ variable }: { readonly variable: BoardVariable }) {
  const { choices, change } = useBoard();
  const inForce = choices[variable.name]?.[0] ?? '';
  const [text, setText] = useState(inForce);
  useEffect(() => setText(inForce), [inForce]);
  const apply = () => {
    const written = text.trim();
    if (written !== inForce) change({ variables: { [variable.name]: [written] } });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    apply();
  };
  return (
    <form class="variable" onSubmit={submit}>
      <label>
        {variable.hide !== 1 && <span>{labelOf(variable)}</span>}
        <input
          type="search"
          aria-label={labelOf(variable)}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onBlur={apply}
        />
      </label>
    </form>
  );
}
