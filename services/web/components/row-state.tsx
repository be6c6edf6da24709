// The state of a listed case, as a shape and a word.
import type { Verdict } from '../../../schemas/clock.ts';
import type { CaseRow } from '../../../schemas/indicator.ts';
import { usePage } from '../page-context.ts';
import { Mark, type MarkName } from './mark.tsx';

export const markOf: Record<Verdict, MarkName> = {
  running: 'running',
  paused: 'paused',
  met: 'met',
  breached: 'late',
  void: 'void',
  'not-applicable': 'none',
  'no-target': 'none',
  unknown: 'unknown',
};

export function RowState({ row }: { readonly row: CaseRow }) {
  const { words, place } = usePage();
  const title = row.problems.length > 0 ? row.problems.join('; ') : undefined;
  const state = (tone: string, mark: MarkName, text: string) => (
    <span class={`state tone-${tone}`} title={title}>
      <Mark name={mark} />
      {text}
    </span>
  );
  if (row.verdict === 'breached') {
    return row.open ? state('late', 'overdue', words.list.overdue) : state('late', 'late', words.list.late);
  }
  if (place.tab === 'at-risk') return state('risk', 'risk', words.list.atRisk);
  const tone = row.verdict === 'unknown' ? 'risk' : 'calm';
  return state(tone, markOf[row.verdict], words.verdict[row.verdict]);
}
