// The variables that the reader may set, each by the control that suits it.
import type { ComponentChildren } from 'preact';
import type { BoardVariable } from '../../../schemas/board.ts';
import { usePage } from '../page-context.ts';
import { useBoard } from './board-context.ts';
import { VariableList } from './variable-list.tsx';
import { VariableSelect } from './variable-select.tsx';
import { VariableText } from './variable-text.tsx';

const isOffered = ({ type, hide = 0 }: BoardVariable): boolean =>
  hide < 2 && type !== 'constant' && type !== 'datasource';

function Control({ variable }: { readonly variable: BoardVariable }) {
  if (variable.type === 'textbox') return <VariableText variable={variable} />;
  return variable.multi ? <VariableList variable={variable} /> : <VariableSelect variable={variable} />;
}

export function VariableBar({ children }: { readonly children: ComponentChildren }) {
  const { words } = usePage();
  const { board } = useBoard();
  const offered = board.templating.list.filter(isOffered);
  return (
    <section class="variables" aria-label={words.board.filters}>
      {offered.map((variable) => (
        <Control key={variable.name} variable={variable} />
      ))}
      {children}
    </section>
  );
}
