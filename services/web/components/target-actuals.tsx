// How one target was kept, period by period, with a way to the cases it rests on.
import { Fragment } from 'preact';
import type { Status } from '../../../schemas/indicator.ts';
import type { CatalogueTarget } from '../../../schemas/target.ts';
import type { TargetRow } from '../../../schemas/target-row.ts';
import { amountText, countText, limitText, percentText } from '../format.ts';
import { heldBy, placesIn } from '../jurisdictions.ts';
import { usePage } from '../page-context.ts';
import { type Actuals, casesPlace, jurisdictionOf, periodText } from '../target-catalogue.ts';
import { Link } from './link.tsx';
import { Mark, type MarkName } from './mark.tsx';

interface Props {
  readonly target: CatalogueTarget;
  readonly actuals: Actuals | null;
  readonly systems: Status['systems'];
}

const marks: Record<TargetRow['verdict'], MarkName> = { met: 'met', breached: 'late', running: 'running' };

function Actual({ row, target }: { readonly row: TargetRow; readonly target: CatalogueTarget }) {
  const { words, language } = usePage();
  const limit = row.limit === null ? null : limitText(row.comparator, row.limit, row.unit, language);
  const facts = [
    limit === null ? '' : `${words.targets.limit} ${limit}`,
    `n ${countText(row.n)}`,
    row.open > 0 ? words.targets.open(countText(row.open)) : '',
  ].filter(Boolean);
  const actual = () => {
    if (row.actual === null) return '—';
    if (row.aggregation === 'each_case') return words.targets.share(percentText(row.actual));
    return row.unit === 'percent' ? percentText(row.actual) : amountText(row.actual, row.unit, language);
  };
  return (
    <li>
      <span class={`state ${row.verdict === 'breached' ? 'tone-late' : 'tone-kept'}`}>
        <Mark name={marks[row.verdict]} />
        {words.outcome[row.verdict]}
      </span>{' '}
      <span class="actual-period">
        {periodText(row.periodFrom, target.measured?.period ?? 'year', language)}
      </span>
      <span class="under">
        <b>{actual()}</b>
        {facts.map((fact) => (
          <Fragment key={fact}>
            {' '}
            · <span class="whole">{fact}</span>
          </Fragment>
        ))}
      </span>
    </li>
  );
}

export function TargetActuals({ target, actuals, systems }: Props) {
  const { words, language } = usePage();
  const { measured } = target;
  if (measured === undefined || actuals === null) return null;
  const rows = actuals.get(target.id) ?? [];
  if (rows.length === 0) return <span class="absent">{words.targets.noActual}</span>;
  const within = jurisdictionOf(target);
  const places = placesIn(systems, [measured.system], [within]);
  return (
    <>
      {heldBy(places).simulated > 0 && (
        <span class="tag tag-simulated">
          <Mark name="simulated" /> {words.simulated.mark}
        </span>
      )}
      <ul class="actuals">
        {rows.map((row) => (
          <Actual key={row.periodFrom} row={row} target={target} />
        ))}
      </ul>
      <Link to={casesPlace(target, rows, language)}>{words.targets.cases}</Link>
    </>
  );
}
