// Counts targets, measured and not, by document and by domain; the last row of each is the whole.
import type { CatalogueTarget } from '../../schemas/target.ts';
import type { CoverageRow, TargetCoverage } from '../../schemas/target-coverage.ts';

type Reason = keyof CoverageRow['reasons'];

/** The coverage of a catalogue: rows in order of name, then one named `all`. */
export const targetCoverage = (targets: readonly CatalogueTarget[]): TargetCoverage => ({
  documents: coverageBy(targets, ({ document }) => document.id),
  domains: coverageBy(targets, ({ domain }) => domain),
});

function coverageBy(
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
