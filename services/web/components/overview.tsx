// The first page: the headline figures, the groups, and the list of cases to act on.
import type { IndicatorRow } from '../../../schemas/indicator.ts';
import { indicatorsAddress } from '../api.ts';
import type { AsOf } from '../as-of.ts';
import { figuresOf } from '../groups.ts';
import { usePage } from '../page-context.ts';
import { useLoad } from '../use-load.ts';
import { Failure } from './failure.tsx';
import { GroupTable } from './group-table.tsx';
import { Headline } from './headline.tsx';
import { Loading } from './loading.tsx';
import { Worklist } from './worklist.tsx';

interface Props {
  readonly system: string;
  readonly asOf: AsOf;
  readonly round: string;
  readonly refresh: () => void;
}

const groupBy = 'department,channel';

/** Moving instants share one name, so that a refresh is no new question. */
export const asOfName = (asOf: AsOf): string => (asOf.kind === 'now' ? 'now' : asOf.instant);

function HeadlineSection({ system, asOf, round, refresh }: Props) {
  const { words, place } = usePage();
  const scope = { system, within: place.within ?? '' };
  const address = indicatorsAddress(scope, asOf.instant);
  const { data, failure, waiting } = useLoad<IndicatorRow[]>(
    `headline|${system}|${scope.within}|${asOfName(asOf)}`,
    address,
    round,
  );
  return (
    <section class="headline" aria-labelledby="headline-heading" aria-busy={waiting}>
      <h1 id="headline-heading" tabIndex={-1} class="hidden">
        {words.headline.heading}
      </h1>
      {data !== null && <Headline figures={figuresOf(data)} />}
      {data === null && failure !== null && <Failure {...failure} retry={refresh} />}
      {data === null && failure === null && <Loading lines={3} />}
    </section>
  );
}

function GroupSection({ system, asOf, round, refresh }: Props) {
  const { words, place } = usePage();
  const scope = { system, within: place.within ?? '' };
  const address = indicatorsAddress(scope, asOf.instant, groupBy);
  const { data, failure, waiting } = useLoad<IndicatorRow[]>(
    `groups|${system}|${scope.within}|${asOfName(asOf)}`,
    address,
    round,
  );
  const download = (format: 'csv' | 'json') => indicatorsAddress(scope, asOf.instant, groupBy, format);
  return (
    <section class="panel" aria-labelledby="groups-heading" aria-busy={waiting}>
      <div class="panel-head">
        <h2 id="groups-heading">{words.groups.heading}</h2>
        <p class="panel-note no-print">{words.groups.hint}</p>
        <p class="downloads">
          <span>{words.list.download}</span>
          <a href={download('csv')} download>
            {words.list.csv}
          </a>
          <a href={download('json')} download>
            {words.list.json}
          </a>
        </p>
      </div>
      {data !== null && <GroupTable rows={data} />}
      {data === null && failure !== null && <Failure {...failure} retry={refresh} />}
      {data === null && failure === null && <Loading lines={6} />}
    </section>
  );
}

export function Overview(props: Props) {
  return (
    <>
      <HeadlineSection {...props} />
      <GroupSection {...props} />
      <Worklist {...props} />
    </>
  );
}
