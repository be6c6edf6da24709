// The list of cards: how many in each state, narrowed as the reader asks, the latest raised first.
import type { CardPage } from '../../../schemas/card-answers.ts';
import type { Status } from '../../../schemas/indicator.ts';
import { cardsAddress } from '../api.ts';
import { Failure } from '../components/failure.tsx';
import { Link } from '../components/link.tsx';
import { Loading } from '../components/loading.tsx';
import { countText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { cardsPlace } from '../place.ts';
import { useHeading } from '../use-heading.ts';
import { type Load, useLoad } from '../use-load.ts';
import { useRefresh } from '../use-refresh.ts';
import { CardCounts } from './card-counts.tsx';
import { CardFilterBar } from './card-filter-bar.tsx';
import { type CardFilters, countOf, isNarrowed, withFilters } from './card-filters.ts';
import { CardTable } from './card-table.tsx';

const refreshMs = 30_000;
const linesAtOnce = 50;

interface Props {
  readonly filters: CardFilters;
  readonly status: Status | null;
}

function Pages({ filters, next }: { readonly filters: CardFilters; readonly next: string | null }) {
  const { words, place } = usePage();
  const { cursor } = filters;
  if (cursor === null && next === null) return null;
  return (
    <nav class="cards-pages" aria-label={words.card.pages}>
      {cursor !== null && <Link to={cardsPlace(withFilters(filters, {}), place)}>⇤ {words.card.newest}</Link>}
      {next !== null && (
        <Link to={cardsPlace(withFilters(filters, { cursor: next }), place)}>{words.card.older} →</Link>
      )}
    </nav>
  );
}

function OfCase({ filters }: { readonly filters: CardFilters }) {
  const { words, place } = usePage();
  if (filters.caseId === null) return null;
  return (
    <p class="cards-of-case">
      {words.card.ofCase(filters.caseId)}{' '}
      <Link to={cardsPlace(withFilters(filters, { caseId: null }), place)}>{words.card.everyCase}</Link>
    </p>
  );
}

function List({ filters, status, load }: Props & { readonly load: Load<CardPage> }) {
  const { words, language } = usePage();
  const { data } = load;
  if (data === null) return null;
  const nothing = isNarrowed(filters) || filters.state !== 'open' ? words.card.none : words.card.noneOpen;
  const nameOf = (id: string) => status?.systems.find(({ system }) => system === id)?.[language] ?? id;
  return (
    <div class="cards-list" aria-busy={load.waiting}>
      {data.cards.length === 0 ? (
        <p class="nothing">{nothing}</p>
      ) : (
        <CardTable
          cards={data.cards}
          caption={words.card.heading}
          now={status?.now ?? null}
          systemName={nameOf}
        />
      )}
      <Pages filters={filters} next={data.next} />
    </div>
  );
}

export function CardsPage({ filters, status }: Props) {
  const { words } = usePage();
  const [round, refresh] = useRefresh(refreshMs);
  const address = cardsAddress(filters, linesAtOnce);
  const load = useLoad<CardPage>(address, address, round);
  const heading = useHeading(words.card.heading);
  const { data, failure } = load;
  const departments = [...new Set(data?.cards.map(({ department }) => department))].filter(Boolean).sort();
  return (
    <main id="main" tabIndex={-1}>
      <article class="cards">
        <h1 ref={heading} tabIndex={-1} class="cards-heading">
          {words.card.heading}
        </h1>
        <p class="cards-intro">{words.card.intro}</p>
        <CardCounts filters={filters} counts={data?.states ?? null} />
        <section class="panel" aria-labelledby="cards-list-heading">
          <div class="panel-head">
            <h2 id="cards-list-heading">{words.card.listed[filters.state]}</h2>
            <p class="panel-count" role="status">
              {data !== null && words.card.found(countText(countOf(data.states, filters.state)))}
            </p>
            <p class="downloads">
              <button type="button" class="plain" onClick={() => window.print()}>
                {words.case.print}
              </button>
              <a href={address}>{words.case.json}</a>
            </p>
          </div>
          <OfCase filters={filters} />
          <CardFilterBar filters={filters} status={status} departments={departments} />
          {failure !== null && <Failure {...failure} retry={refresh} />}
          {data === null && failure === null && <Loading lines={8} />}
          <List filters={filters} status={status} load={load} />
        </section>
      </article>
    </main>
  );
}
