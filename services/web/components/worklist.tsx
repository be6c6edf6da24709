// The list of cases to act on: tabs, search, filters, order, pages and downloads.
import type { CasePage } from '../../../schemas/indicator.ts';
import { casesAddress } from '../api.ts';
import type { AsOf } from '../as-of.ts';
import { countText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { tabs } from '../place.ts';
import { pageSize, useCases } from '../use-cases.ts';
import { CaseTable } from './case-table.tsx';
import { Failure } from './failure.tsx';
import { FilterBar } from './filter-bar.tsx';
import { Link } from './link.tsx';
import { Loading } from './loading.tsx';
import { asOfName } from './overview.tsx';

interface Props {
  readonly system: string;
  readonly asOf: AsOf;
  readonly round: string;
}

function Tabs() {
  const { words, place } = usePage();
  return (
    <nav class="tabs" aria-label={words.list.tabs}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab}>
            <Link to={{ ...place, tab, sort: null }} current={place.tab === tab}>
              {words.tab[tab]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Downloads({ system, asOf }: Pick<Props, 'system' | 'asOf'>) {
  const { words, place } = usePage();
  return (
    <p class="downloads">
      <span>{words.list.download}</span>
      {(['csv', 'json'] as const).map((format) => (
        <a key={format} href={casesAddress(place, system, asOf.instant, { format })} download>
          {words.list[format]}
        </a>
      ))}
    </p>
  );
}

function Found({ page, more, waiting }: { page: CasePage; more: () => void; waiting: boolean }) {
  const { words, place } = usePage();
  const narrowed = place.search.trim() !== '' || Object.keys(place.filters).length > 0;
  if (page.total === 0) {
    return (
      <div class="nothing">
        <p>{narrowed ? words.list.noMatch : words.tabEmpty[place.tab]}</p>
        {!narrowed && place.tab !== 'all' && place.tab !== 'ended' && <p>{words.list.allWell}</p>}
      </div>
    );
  }
  const rest = Math.min(pageSize, page.total - page.cases.length);
  return (
    <>
      <CaseTable page={page} />
      {page.next !== null && rest > 0 && (
        <p class="more no-print">
          <button type="button" onClick={more} disabled={waiting}>
            {words.list.more(countText(rest))}
          </button>
        </p>
      )}
    </>
  );
}

export function Worklist({ system, asOf, round }: Props) {
  const { words, place } = usePage();
  const { load, more, retry } = useCases(place, system, asOf.instant, asOfName(asOf), round);
  const { data, failure, waiting } = load;
  return (
    <section class="panel worklist" aria-labelledby="list-heading" aria-busy={waiting}>
      <div class="panel-head">
        <h2 id="list-heading">{words.list.heading}</h2>
        <p class="panel-count" role="status">
          {waiting && words.state.loading}
          {data !== null && !waiting && words.list.total(countText(data.cases.length), countText(data.total))}
        </p>
        <Downloads system={system} asOf={asOf} />
      </div>
      <Tabs />
      <FilterBar />
      {data !== null && <Found page={data} more={more} waiting={waiting} />}
      {data === null && failure !== null && <Failure {...failure} retry={retry} />}
      {data === null && failure === null && <Loading lines={8} />}
    </section>
  );
}
