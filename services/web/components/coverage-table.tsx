// How much of the catalogue is measured, by document or domain; a count leads to the targets it counts.
import { useState } from 'preact/hooks';
import type { CatalogueTarget } from '../../../schemas/target.ts';
import type { CoverageRow, TargetCoverage } from '../../../schemas/target-coverage.ts';
import { countText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { everyTarget, type TargetFilters, type TargetState, targetsPlace } from '../place.ts';
import { wordFor } from '../words.ts';
import { Link } from './link.tsx';
import { Segments } from './segments.tsx';

type By = keyof TargetCoverage;

const foldTo = 6;

const showCatalogue = () =>
  requestAnimationFrame(() => document.getElementById('catalogue-heading')?.scrollIntoView());

interface CellProps {
  readonly count: number;
  readonly filters: TargetFilters;
}

function Count({ count, filters }: CellProps) {
  const { place } = usePage();
  if (count === 0) return <td class="number tone-zero">0</td>;
  return (
    <td class="number">
      <Link to={targetsPlace(filters, place)} then={showCatalogue}>
        {countText(count)}
      </Link>
    </td>
  );
}

const columns: readonly (readonly [TargetState, (row: CoverageRow) => number])[] = [
  ['core', (row) => row.core],
  ['measured', (row) => row.measured],
  ['no-source-connected', (row) => row.reasons['no-source-connected']],
  ['not-measurable-from-events', (row) => row.reasons['not-measurable-from-events']],
  ['slogan-undecoded', (row) => row.reasons['slogan-undecoded']],
  ['assumed', (row) => row.assumed],
];

interface RowProps {
  readonly row: CoverageRow;
  readonly filters: TargetFilters;
  readonly name: string;
  readonly under: string | null;
  readonly folded: boolean;
}

function Row({ row, filters, name, under, folded }: RowProps) {
  const share = row.targets === 0 ? 0 : (100 * row.measured) / row.targets;
  return (
    <tr class={row.name === 'all' ? 'coverage-all' : folded ? 'folded' : undefined}>
      <th scope="row">
        {name}
        {under !== null && <span class="under">{under}</span>}
      </th>
      <Count count={row.targets} filters={filters} />
      <td class="coverage-share wide">
        <span class="part-bar" aria-hidden="true">
          <span class="part-ran" style={{ width: `${share}%` }} />
        </span>
      </td>
      {columns.map(([state, countOf]) => (
        <Count key={state} count={countOf(row)} filters={{ ...filters, state }} />
      ))}
    </tr>
  );
}

function useRowWords(by: By, targets: readonly CatalogueTarget[]) {
  const { words } = usePage();
  return ({ name }: CoverageRow): Omit<RowProps, 'row' | 'folded'> => {
    if (name === 'all') return { filters: everyTarget, name: words.targets.all, under: null };
    if (by === 'domains')
      return { filters: { ...everyTarget, domain: name }, name: wordFor(words.domain, name), under: null };
    const document = targets.find((target) => target.document.id === name)?.document;
    return {
      filters: { ...everyTarget, document: name },
      name: document?.title ?? name,
      under:
        document === undefined ? null : `${document.number ?? words.targets.noNumber} · ${document.issuer}`,
    };
  };
}

interface Props {
  readonly coverage: TargetCoverage;
  readonly targets: readonly CatalogueTarget[];
}

export function CoverageTable({ coverage, targets }: Props) {
  const { words } = usePage();
  const [by, setBy] = useState<By>('documents');
  const [unfolded, setUnfolded] = useState(false);
  const wordsOf = useRowWords(by, targets);
  const all = coverage[by].filter(({ name }) => name === 'all');
  const rows = coverage[by].filter(({ name }) => name !== 'all').toSorted((a, b) => b.targets - a.targets);
  return (
    <section class="panel" aria-labelledby="coverage-heading">
      <div class="panel-head">
        <h2 id="coverage-heading">{words.targets.coverage}</h2>
        <Segments
          label={words.targets.coverageBy}
          options={[
            { id: 'documents', text: words.targets.byDocuments },
            { id: 'domains', text: words.targets.byDomains },
          ]}
          chosen={by}
          choose={setBy}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard */}
      <section class="scroll" aria-labelledby="coverage-heading" tabIndex={0}>
        <table class="coverage">
          <caption class="hidden">{words.targets.coverage}</caption>
          <thead>
            <tr>
              <th scope="col">{by === 'documents' ? words.targets.document : words.targets.domain}</th>
              <th scope="col" class="number">
                {words.targets.count}
              </th>
              <td class="coverage-share wide" />
              {columns.map(([state]) => (
                <th key={state} scope="col" class="number">
                  {words.targetState[state]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...all, ...rows].map((row, index) => (
              <Row key={row.name} folded={!unfolded && index > foldTo} row={row} {...wordsOf(row)} />
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > foldTo && (
        <p class="unfold no-print">
          <button type="button" class="plain" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
            {unfolded ? words.targets.fewer : words.targets.whole[by](countText(rows.length))}
          </button>
        </p>
      )}
    </section>
  );
}
