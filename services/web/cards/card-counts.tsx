// How many cards are in each state, each count the way to those cards.
import type { CardPage } from '../../../schemas/card-answers.ts';
import { Link } from '../components/link.tsx';
import { Mark } from '../components/mark.tsx';
import { countText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { cardsPlace } from '../place.ts';
import { type CardFilters, countOf, listedStates, withFilters } from './card-filters.ts';
import { markOfState } from './state-mark.ts';

interface Props {
  readonly filters: CardFilters;
  /** Null while they are not known. */
  readonly counts: CardPage['states'] | null;
}

export function CardCounts({ filters, counts }: Props) {
  const { words, place } = usePage();
  return (
    <nav class="cards-counts" aria-label={words.card.byState}>
      <ul>
        {listedStates.map((state) => (
          <li key={state}>
            <Link
              to={cardsPlace(withFilters(filters, { state }), place)}
              current={filters.state === state}
              class={state === 'open' || state === 'all' ? 'cards-count cards-count-sum' : 'cards-count'}
            >
              <b>{counts === null ? '–' : countText(countOf(counts, state))}</b>
              <span>
                {state !== 'open' && state !== 'all' && <Mark name={markOfState[state]} />}
                {words.card.listed[state]}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
