// One case: its verdict, what it is judged by, its timeline and everything that was told about it.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { CaseExplanation } from '../../../schemas/clock.ts';
import { caseAddress } from '../api.ts';
import { type AsOf, asOfName } from '../as-of.ts';
import { twinOf } from '../boards/board-query.ts';
import { CaseCards } from '../cards/case-cards.tsx';
import { usePage } from '../page-context.ts';
import { boardPlace, type CasePlace } from '../place.ts';
import { useLoad } from '../use-load.ts';
import { principalOf } from '../verdict-words.ts';
import { CaseFacts } from './case-facts.tsx';
import { ClockCard } from './clock-card.tsx';
import { EventsTable } from './events-table.tsx';
import { Failure } from './failure.tsx';
import { Link } from './link.tsx';
import { Loading } from './loading.tsx';
import { NotChosenList } from './not-chosen-list.tsx';
import { ProblemList } from './problem-list.tsx';
import { SimulatedNote } from './simulated-note.tsx';
import { SpansTables } from './spans-tables.tsx';
import { Timeline } from './timeline.tsx';
import { VerdictPanel } from './verdict-panel.tsx';

interface Props {
  readonly place: CasePlace;
  readonly asOf: AsOf;
  readonly round: string;
  readonly refresh: () => void;
}

function OtherClocks({ found }: { readonly found: CaseExplanation }) {
  const { words } = usePage();
  const principal = principalOf(found);
  const others = found.clocks.filter((clock) => clock !== principal);
  if (others.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="others-heading">
      <div class="panel-head">
        <h2 id="others-heading">{principal === null ? words.case.clocks : words.case.otherClocks}</h2>
      </div>
      <div class="clock-cards">
        {others.map((clock) => (
          <ClockCard key={clock.targetId} clock={clock} asOf={found.asOf} />
        ))}
      </div>
    </section>
  );
}

function Whole({ found, round }: { readonly found: CaseExplanation; readonly round: string }) {
  const { words } = usePage();
  const timed = useMemo(
    () => ({ ...found, clocks: found.clocks.filter(({ method }) => method !== 'count') }),
    [found],
  );
  return (
    <>
      {found.attributes['simulated'] === true && <SimulatedNote>{words.simulated.case}</SimulatedNote>}
      <VerdictPanel found={found} />
      <ProblemList found={found} />
      <CaseCards caseId={found.caseId} system={found.system} now={round} />
      <Timeline found={timed} />
      <OtherClocks found={found} />
      <EventsTable events={found.events} />
      <SpansTables clocks={found.clocks} />
      <NotChosenList targets={found.notChosen} />
      <CaseFacts found={found} />
    </>
  );
}

function CaseHead({ place, asOf }: Pick<Props, 'place' | 'asOf'>) {
  const { words, language, lastBoard } = usePage();
  const { caseId, system } = place;
  const back = lastBoard ?? boardPlace(twinOf('shixian-worklist', language));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div class="case-head">
      <p class="crumbs">
        <Link to={back}>← {words.board.back}</Link>
      </p>
      <h1 ref={heading} tabIndex={-1}>
        <span class="case-word">{words.case.heading}</span> {caseId}
      </h1>
      <p class="downloads">
        <button type="button" class="plain" onClick={() => window.print()}>
          {words.case.print}
        </button>
        <a href={caseAddress(caseId, system, asOf.instant)}>{words.case.json}</a>
      </p>
    </div>
  );
}

export function CasePage({ place, asOf, round, refresh }: Props) {
  const { words } = usePage();
  const { caseId, system } = place;
  const { data, failure } = useLoad<CaseExplanation>(
    `case|${caseId}|${system ?? ''}|${asOfName(asOf)}`,
    caseAddress(caseId, system, asOf.instant),
    round,
  );
  const title = failure?.status === 404 ? { title: words.case.missing } : {};
  return (
    <article class="case">
      <CaseHead place={place} asOf={asOf} />
      {data !== null && <Whole found={data} round={round} />}
      {data === null && failure !== null && <Failure {...failure} {...title} retry={refresh} />}
      {data === null && failure === null && <Loading lines={8} />}
    </article>
  );
}
