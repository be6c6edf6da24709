// The catalogue of documented targets: how much of it is measured, every target, and how each was kept.
import { useMemo } from 'preact/hooks';
import type { Status } from '../../../schemas/indicator.ts';
import type { CatalogueTarget } from '../../../schemas/target.ts';
import type { TargetCoverage } from '../../../schemas/target-coverage.ts';
import type { TargetRow } from '../../../schemas/target-row.ts';
import { coverageAddress, readJson, targetIndicatorsAddress, targetsAddress } from '../api.ts';
import { type AsOf, asOfName } from '../as-of.ts';
import { countText } from '../format.ts';
import { usePage } from '../page-context.ts';
import type { TargetFilters } from '../place.ts';
import { actualsByTarget, byDocument, matchingTargets } from '../target-catalogue.ts';
import { useLoad, useRead } from '../use-load.ts';
import { CoverageTable } from './coverage-table.tsx';
import { Failure } from './failure.tsx';
import { Loading } from './loading.tsx';
import { SimulatedNote } from './simulated-note.tsx';
import { TargetFilterBar } from './target-filter-bar.tsx';
import { TargetTable } from './target-table.tsx';

interface Props {
  readonly filters: TargetFilters;
  readonly status: Status;
  readonly asOf: AsOf;
  readonly refresh: () => void;
}

/** The rows of every system that has cases, or the first refusal. */
async function readActuals(systems: readonly string[], asOf: string, signal: AbortSignal) {
  const answers = await Promise.all(
    systems.map((system) => readJson<TargetRow[]>(targetIndicatorsAddress(system, asOf), signal)),
  );
  const refused = answers.find((answer) => !answer.ok);
  if (refused) return refused;
  return { ok: true as const, data: answers.flatMap((answer) => (answer.ok ? answer.data : [])) };
}

function useActuals(status: Status, asOf: AsOf) {
  const systems = status.systems.filter(({ cases }) => cases > 0).map(({ system }) => system);
  return useRead<TargetRow[]>(`actuals|${systems.join()}|${asOfName(asOf)}`, status.now, (signal) =>
    readActuals(systems, asOf.instant, signal),
  );
}

function Downloads({ status, asOf }: Pick<Props, 'status' | 'asOf'>) {
  const { words, language } = usePage();
  return (
    <p class="downloads">
      <span>{words.targets.download}</span>
      {status.systems
        .filter(({ cases }) => cases > 0)
        .map((each) => (
          <a key={each.system} href={targetIndicatorsAddress(each.system, asOf.instant, 'csv')} download>
            {each[language]} CSV
          </a>
        ))}
    </p>
  );
}

function Catalogue({
  filters,
  status,
  asOf,
  targets,
}: Props & { readonly targets: readonly CatalogueTarget[] }) {
  const { words } = usePage();
  const load = useActuals(status, asOf);
  const actuals = useMemo(() => (load.data === null ? null : actualsByTarget(load.data)), [load.data]);
  const matching = useMemo(() => matchingTargets(targets, filters), [targets, filters]);
  const groups = useMemo(() => byDocument(matching), [matching]);
  return (
    <section class="panel" aria-labelledby="catalogue-heading">
      <div class="panel-head">
        <h2 id="catalogue-heading">{words.targets.list}</h2>
        <p class="panel-count" role="status">
          {words.targets.total(countText(matching.length), countText(targets.length))}
        </p>
        <Downloads status={status} asOf={asOf} />
      </div>
      <TargetFilterBar filters={filters} targets={targets} />
      {load.failure !== null && <Failure {...load.failure} />}
      {matching.length === 0 ? (
        <p class="nothing">{words.targets.nothing}</p>
      ) : (
        <TargetTable groups={groups} actuals={actuals} systems={status.systems} />
      )}
    </section>
  );
}

function Simulated({ status }: Pick<Props, 'status'>) {
  const { words } = usePage();
  const simulated = status.systems
    .flatMap(({ places }) => places)
    .reduce((sum, place) => sum + place.simulated, 0);
  if (simulated === 0) return null;
  return (
    <SimulatedNote>{words.simulated.targets(countText(simulated), countText(status.cases))}</SimulatedNote>
  );
}

export function TargetsPage(props: Props) {
  const { words } = usePage();
  const targets = useLoad<CatalogueTarget[]>('targets', targetsAddress, '');
  const coverage = useLoad<TargetCoverage>('coverage', coverageAddress, '');
  const failure = targets.failure ?? coverage.failure;
  return (
    <article class="targets">
      <h1 class="targets-heading">{words.targets.heading}</h1>
      <p class="targets-intro">{words.targets.intro}</p>
      <Simulated status={props.status} />
      {failure !== null && <Failure {...failure} retry={props.refresh} />}
      {coverage.data !== null && targets.data !== null && (
        <CoverageTable coverage={coverage.data} targets={targets.data} />
      )}
      {targets.data !== null && <Catalogue {...props} targets={targets.data} />}
      {targets.data === null && failure === null && <Loading lines={10} />}
    </article>
  );
}
