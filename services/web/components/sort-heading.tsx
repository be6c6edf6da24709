// A column heading that orders the table by its column.
import { usePage } from '../page-context.ts';
import { type GroupSort, groupKeys } from '../place.ts';

interface Props {
  readonly column: string;
  readonly text: string;
  readonly kind: string;
  readonly sort: GroupSort;
}

export function SortHeading({ column, text, kind, sort }: Props) {
  const { place, navigate } = usePage();
  const active = sort.column === column;
  const firstDescending = !groupKeys.some((key) => key === column) && column !== 'on_time_share';
  const descending = active ? !sort.descending : firstDescending;
  const state = sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" class={kind} aria-sort={active ? state : undefined}>
      <button
        type="button"
        class="sort"
        onClick={() => navigate({ ...place, groupSort: { column, descending } }, 'replace')}
      >
        {text}
        <span class="sort-arrow" aria-hidden="true">
          {active ? (sort.descending ? '↓' : '↑') : '↕'}
        </span>
      </button>
    </th>
  );
}
