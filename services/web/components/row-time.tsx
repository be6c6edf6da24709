// How far a listed case is past its deadline, or how long it still has.
import type { CaseRow } from '../../../schemas/indicator.ts';
import { durationText, secondsBetween } from '../format.ts';
import { usePage } from '../page-context.ts';

export function RowTime({ row, asOf }: { readonly row: CaseRow; readonly asOf: string }) {
  const { words, language } = usePage();
  if (row.overdueSeconds !== null) {
    return <strong class="tone-late">{durationText(row.overdueSeconds, language)}</strong>;
  }
  if (!row.open || row.deadline === null) return <span class="absent">—</span>;
  const left = durationText(secondsBetween(asOf, row.deadline), language);
  return <span>{language === 'zh' ? `${words.list.inTime} ${left}` : `${left} ${words.list.inTime}`}</span>;
}
