// The rung of a card as a small card of its own: a colour, a shape and a word.
import type { Rung } from '../../../schemas/card.ts';
import { Mark, type MarkName } from '../components/mark.tsx';
import { usePage } from '../page-context.ts';

const marks: Record<Rung, MarkName> = {
  warning: 'overdue',
  yellow: 'card',
  red: 'card-filled',
  escalation: 'escalation',
};

export function RungBadge({ rung }: { readonly rung: Rung }) {
  const { words } = usePage();
  return (
    <span class={`rung rung-${rung}`}>
      <Mark name={marks[rung]} />
      {words.rung[rung]}
    </span>
  );
}
