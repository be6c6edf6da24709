// The case list as a table; on a narrow screen the lesser columns fold under the case number.
import type { CasePage, CaseRow } from '../../../schemas/indicator.ts';
import { amountText, dateText, deadlineDate, deadlineText, instantText } from '../format.ts';
import { usePage } from '../page-context.ts';
import type { Tab } from '../place.ts';
import { Link } from './link.tsx';
import { RowState } from './row-state.tsx';
import { RowTime } from './row-time.tsx';

const withEnd: readonly Tab[] = ['late', 'ended', 'all'];

function When({ at, deadline }: { readonly at: string | null; readonly deadline?: boolean }) {
  if (at === null) return <span class="absent">—</span>;
  return (
    <time dateTime={at} title={deadline ? deadlineText(at) : instantText(at)}>
      {deadline ? deadlineDate(at) : dateText(at)}
    </time>
  );
}

function Limit({ row }: { readonly row: CaseRow }) {
  const { words, language } = usePage();
  if (row.targetId === null) return <span class="absent">—</span>;
  if (row.limit === null || row.unit === null) return <>{words.list.dateOnCase}</>;
  return <>{amountText(row.limit, row.unit, language)}</>;
}

function Line({ row, asOf }: { readonly row: CaseRow; readonly asOf: string }) {
  const { words, place, asOf: chosen } = usePage();
  // A link to a case of stale data names its instant, so that it can be shared and stays true.
  const pinned = place.asOf ?? (chosen?.kind === 'latest' ? chosen.instant : null);
  return (
    <tr>
      <th scope="row" class="case-cell">
        <Link to={{ ...place, caseId: row.caseId, asOf: pinned }}>{row.caseId}</Link>
        <span class="only-narrow under">
          {row.department || words.groups.none} · {row.channel || words.groups.none}
        </span>
      </th>
      <td>
        <RowState row={row} />
      </td>
      <td class="number time-cell">
        <RowTime row={row} asOf={asOf} />
        <span class="only-narrow under">
          {words.list.due} <When at={row.deadline} deadline />
        </span>
      </td>
      <td class="wide">
        <When at={row.deadline} deadline />
      </td>
      <td class="wide">
        <When at={row.startedAt} />
      </td>
      {withEnd.includes(place.tab) && (
        <td class="wide">
          <When at={row.endedAt} />
        </td>
      )}
      <td class="wide">{row.department || words.groups.none}</td>
      <td class="wide">{row.channel || words.groups.none}</td>
      <td class="wide">
        <Limit row={row} />
      </td>
    </tr>
  );
}

function timeHeading(tab: Tab, past: string, left: string): string {
  if (tab === 'overdue' || tab === 'late') return past;
  return tab === 'at-risk' ? left : `${past} / ${left}`;
}

export function CaseTable({ page }: { readonly page: CasePage }) {
  const { words, place } = usePage();
  const { list } = words;
  return (
    <table class="cases">
      <caption class="hidden">
        {list.heading}: {words.tab[place.tab]}
      </caption>
      <thead>
        <tr>
          <th scope="col">{list.case}</th>
          <th scope="col">{list.state}</th>
          <th scope="col" class="number">
            {timeHeading(place.tab, list.past, list.left)}
          </th>
          <th scope="col" class="wide">
            {list.deadline}
          </th>
          <th scope="col" class="wide">
            {list.started}
          </th>
          {withEnd.includes(place.tab) && (
            <th scope="col" class="wide">
              {list.ended}
            </th>
          )}
          <th scope="col" class="wide">
            {words.group.department}
          </th>
          <th scope="col" class="wide">
            {words.group.channel}
          </th>
          <th scope="col" class="wide">
            {list.target}
          </th>
        </tr>
      </thead>
      <tbody>
        {page.cases.map((row) => (
          <Line key={row.caseId} row={row} asOf={page.asOf} />
        ))}
      </tbody>
    </table>
  );
}
