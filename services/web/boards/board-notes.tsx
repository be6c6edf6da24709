// What a reader should know of the choice before the figures: made-up cases, and data older than the range.
import type { Status } from '../../../schemas/indicator.ts';
import { Failure } from '../components/failure.tsx';
import { Link } from '../components/link.tsx';
import { SimulatedNote } from '../components/simulated-note.tsx';
import { ageText, countText, secondsBetween } from '../format.ts';
import { heldBy, latestEventIn, type PlaceCount, placesIn, realWithin } from '../jurisdictions.ts';
import { usePage } from '../page-context.ts';
import { useBoard } from './board-context.ts';
import { daysOf, rangeOfDays, readTime } from './time-range.ts';
import { type Choice, type Choices, isAll } from './variable-choice.ts';

const named = (choice: Choice | undefined) => (choice === undefined || isAll(choice) ? null : choice);

/** The places that the choices of system and jurisdiction leave. */
const chosenPlaces = (status: Status, choices: Choices): PlaceCount[] =>
  placesIn(status.systems, named(choices['system']), named(choices['jurisdiction']));

/** Three calendar years up to an event: long enough to see what came before it. */
function yearsUpTo(event: string, zone: string) {
  const year = Number(event.slice(0, 4));
  return rangeOfDays(`${year - 2}-01-01`, `${year}-12-31`, zone)!;
}

function Simulated({ status, places }: { readonly status: Status; readonly places: PlaceCount[] }) {
  const { words } = usePage();
  const { choices, placeWith, zone, board } = useBoard();
  const { cases, simulated } = heldBy(places);
  if (simulated === 0) return null;
  const systems = named(choices['system']);
  const real = realWithin(placesIn(status.systems, systems, null));
  const canNarrow = real !== '' && board.templating.list.some(({ name }) => name === 'jurisdiction');
  const latest = latestEventIn(placesIn(status.systems, systems, [real]));
  const text =
    simulated === cases
      ? words.simulated.every(countText(cases))
      : words.simulated.some(countText(simulated), countText(cases));
  return (
    <SimulatedNote>
      {text}{' '}
      {canNarrow && latest !== null && (
        <Link to={placeWith({ variables: { jurisdiction: [real] }, ...yearsUpTo(latest, zone) })}>
          {words.simulated.real}
        </Link>
      )}
    </SimulatedNote>
  );
}

function Outside({ status, places }: { readonly status: Status; readonly places: PlaceCount[] }) {
  const { words, language } = usePage();
  const { range, zone, placeWith } = useBoard();
  const latest = latestEventIn(places);
  if (latest === null || Date.parse(latest) >= range.from) return null;
  const years = yearsUpTo(latest, zone);
  const ends = { from: Date.parse(years.from), to: readTime(years.to, 0, zone, true)! };
  return (
    <p class="board-note" role="note">
      {words.board.outside(ageText(secondsBetween(latest, status.now), language))}{' '}
      <Link to={placeWith(years)}>{words.board.showThen(...daysOf(ends, zone))}</Link>
    </p>
  );
}

export function BoardNotes({ status }: { readonly status: Status | null }) {
  const { words } = usePage();
  const { isBadRange, choices, isReady, optionsFailure, refresh } = useBoard();
  const places = status === null ? [] : chosenPlaces(status, choices);
  return (
    <>
      {isBadRange && (
        <p class="board-note" role="alert">
          {words.board.badRange}
        </p>
      )}
      {optionsFailure !== null && !isReady && <Failure {...optionsFailure} retry={refresh} />}
      {status !== null && <Outside status={status} places={places} />}
      {status !== null && <Simulated status={status} places={places} />}
    </>
  );
}
