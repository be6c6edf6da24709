// One card: what it says, what became of it, what can be done with it now, and everything that happened to it.
import type { CardDetail } from '../../../schemas/card-answers.ts';
import { cardAddress } from '../api.ts';
import { Failure } from '../components/failure.tsx';
import { Link } from '../components/link.tsx';
import { Loading } from '../components/loading.tsx';
import { usePage } from '../page-context.ts';
import { cardsPlace } from '../place.ts';
import { useHeading } from '../use-heading.ts';
import { useLoad } from '../use-load.ts';
import { useRefresh } from '../use-refresh.ts';
import { CardCourse } from './card-course.tsx';
import { openCards } from './card-filters.ts';
import { CardHistory } from './card-history.tsx';
import { subjectOf } from './card-links.tsx';
import { CardSummary } from './card-summary.tsx';
import { RungBadge } from './rung-badge.tsx';
import { StepPanel } from './step-panel.tsx';

const refreshMs = 30_000;

interface Props {
  readonly cardId: string;
  /** The program's clock; null while it is not known. */
  readonly now: string | null;
}

function CardHead({ cardId, card }: { readonly cardId: string; readonly card: CardDetail | null }) {
  const { words, place, lastCards } = usePage();
  const subject = card === null ? words.card.one : subjectOf(card, words);
  const heading = useHeading(card === null ? subject : `${words.rung[card.rung]} · ${subject}`);
  return (
    <div class="case-head cards-head">
      <p class="crumbs">
        <Link to={cardsPlace(lastCards?.filters ?? openCards, place)}>← {words.card.back}</Link>
      </p>
      <h1 ref={heading} tabIndex={-1}>
        {card !== null && <RungBadge rung={card.rung} />} {subject}
      </h1>
      <p class="downloads">
        <button type="button" class="plain" onClick={() => window.print()}>
          {words.case.print}
        </button>
        <a href={cardAddress(cardId)}>{words.case.json}</a>
      </p>
    </div>
  );
}

export function CardPage({ cardId, now }: Props) {
  const { words, kept } = usePage();
  const [round, refresh] = useRefresh(refreshMs);
  const question = `card|${cardId}`;
  const { data, failure } = useLoad<CardDetail>(question, cardAddress(cardId), round);
  const show = (card: CardDetail) => {
    kept.set(question, card);
    refresh();
  };
  // An address that cannot be a card's is as good as one of no card.
  const isMissing = failure?.status === 404 || failure?.problems.some(({ field }) => field === 'id');
  return (
    <main id="main" tabIndex={-1}>
      <article class="case one-card">
        <CardHead cardId={cardId} card={data} />
        {failure !== null && (
          <Failure {...failure} {...(isMissing ? { title: words.card.missing } : {})} retry={refresh} />
        )}
        {data === null && failure === null && <Loading lines={8} />}
        {data !== null && (
          <>
            <CardSummary card={data} now={now} />
            <CardCourse card={data} />
            <StepPanel card={data} show={show} readAgain={refresh} />
            <CardHistory card={data} />
          </>
        )}
      </article>
    </main>
  );
}
