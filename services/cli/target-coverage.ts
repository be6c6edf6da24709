// Counts targets, measured and not, by any grouping; the last row is the whole.
import type { CatalogueTarget } from '../../schemas/target.ts';

type Reason = NonNullable<CatalogueTarget['notMeasured']>['reason'];

export interface CoverageRow {
  readonly name: string;
  readonly targets: number;
  readonly core: number;
  readonly measured: number;
  readonly coreMeasured: number;
  readonly assumed: number;
  readonly reasons: Readonly<Record<Reason, number>>;
}

/** One row a name, in order of name, then one named `all`. */
export function targetCoverage(
  targets: readonly CatalogueTarget[],
  nameOf: (target: CatalogueTarget) => string,
): CoverageRow[] {
  const names = [...new Set(targets.map(nameOf))].sort();
  const rows = names.map((name) =>
    row(
      name,
      targets.filter((target) => nameOf(target) === name),
    ),
  );
  return [...rows, row('all', targets)];
}

function row(name: string, targets: readonly CatalogueTarget[]): CoverageRow {
  const count = (holds: (target: CatalogueTarget) => boolean) => targets.filter(holds).length;
  const because = (reason: Reason) => count(({ notMeasured }) => notMeasured?.reason === reason);
  return {
    name,
    targets: targets.length,
    core: count(({ core }) => core),
    measured: count(({ measured }) => measured !== undefined),
    coreMeasured: count(({ core, measured }) => core && measured !== undefined),
    assumed: count(({ assumed }) => assumed),
    reasons: {
      'no-source-connected': because('no-source-connected'),
      'slogan-undecoded': because('slogan-undecoded'),
      'not-measurable-from-events': because('not-measurable-from-events'),
    },
  };
}
