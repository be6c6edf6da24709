// A case or the catalogue as of an instant, with the bar that states it.
import { useMemo } from 'preact/hooks';
import type { Status } from '../../../schemas/indicator.ts';
import { type Newest, resolveAsOf } from '../as-of.ts';
import { latestEventIn } from '../jurisdictions.ts';
import type { DatedPlace } from '../place.ts';
import { AsOfBar } from './as-of-bar.tsx';
import { CasePage } from './case-page.tsx';
import { TargetsPage } from './targets-page.tsx';

interface Props {
  readonly place: DatedPlace;
  readonly status: Status;
  /** Whether the last reading of the status failed. */
  readonly failed: boolean;
  readonly refresh: () => void;
}

/** The newest event of what is looked at: the system of a case where it is said, else everything. */
function newestFor(place: Props['place'], status: Status): Newest {
  const system = place.page === 'case' ? place.system : null;
  const places = status.systems.find((each) => each.system === system)?.places ?? [];
  return { now: status.now, latestEventAt: latestEventIn(places) ?? status.latestEventAt };
}

export function DatedPage({ place, status, failed, refresh }: Props) {
  const newest = useMemo(() => newestFor(place, status), [place, status]);
  const asOf = useMemo(() => resolveAsOf(place.asOf, newest), [place.asOf, newest]);
  return (
    <>
      {status.cases > 0 && (
        <AsOfBar place={place} asOf={asOf} status={newest} failed={failed} refresh={refresh} />
      )}
      <main id="main" tabIndex={-1}>
        {place.page === 'targets' ? (
          <TargetsPage filters={place.filters} status={status} asOf={asOf} refresh={refresh} />
        ) : (
          <CasePage key={place.caseId} place={place} asOf={asOf} round={status.now} refresh={refresh} />
        )}
      </main>
    </>
  );
}
