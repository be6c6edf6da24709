// The cards of one case, as they stand now.
import type { CardPage } from '../../../schemas/card-answers.ts';
import { cardsAddress } from '../api.ts';
import { Failure } from '../components/failure.tsx';
import { usePage } from '../page-context.ts';
import { useLoad } from '../use-load.ts';
import { openCards } from './card-filters.ts';
import { CardTable } from './card-table.tsx';

/** More than a case can have: four rungs a target. */
const most = 500;

interface Props {
  readonly caseId: string;
  readonly system: string;
  /** The program's clock; with it they are read again. */
  readonly now: string;
}

export function CaseCards({ caseId, system, now }: Props) {
  const { words } = usePage();
  const address = cardsAddress({ ...openCards, state: 'all', caseId, system }, most);
  const { data, failure } = useLoad<CardPage>(address, address, now);
  const cards = data?.cards ?? [];
  if (cards.length === 0 && failure === null) return null;
  return (
    <section class="panel" aria-labelledby="case-cards-heading">
      <div class="panel-head">
        <h2 id="case-cards-heading">{words.card.caseCards}</h2>
        <p class="panel-note">{words.card.caseCardsNote}</p>
      </div>
      {failure !== null && <Failure {...failure} />}
      {cards.length > 0 && (
        <CardTable
          cards={cards}
          caption={words.card.caseCards}
          now={now}
          systemName={(each) => each}
          ofOneCase
        />
      )}
    </section>
  );
}
