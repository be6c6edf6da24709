// The catalogue in the store, and how each of its targets is kept.
import type { CatalogueTarget } from '../../schemas/target.ts';
import type { TargetRow } from '../../schemas/target-row.ts';
import type { Database } from './database.ts';
import { instantParameter, viewAt } from './read-indicators.ts';
import { writeRows } from './write-rows.ts';

const columns = [
  'target_id',
  'document_id',
  'document_number',
  'document_title',
  'clause',
  'jurisdiction',
  'system',
  'service',
  'category',
  'metric',
  'comparator',
  'value',
  'unit',
  'aggregation',
  'period',
  'core',
  'assumed',
  'measured',
  'reason',
  'version',
  'effective_from',
];

/** Makes `targets` hold this catalogue, rewriting it only when the version of the rules has changed. */
export async function writeTargets(
  db: Database,
  targets: readonly CatalogueTarget[],
  version: string,
): Promise<void> {
  const [stored] = await db.query<{ n: number; versions: string[] }>(
    'SELECT count() AS n, groupUniqArray(toString(version)) AS versions FROM targets',
  );
  if (stored!.n === targets.length && stored!.versions.join() === version) return;
  await db.command('TRUNCATE TABLE targets');
  await writeRows(
    db,
    'targets',
    columns,
    targets.map((target) => targetRow(target, version)),
  );
}

const targetRow = (target: CatalogueTarget, version: string): unknown[] => [
  target.id,
  target.document.id,
  target.document.number ?? '',
  target.document.title,
  target.clause,
  target.jurisdiction ?? target.document.jurisdiction,
  target.measured?.system ?? '',
  target.service,
  target.category,
  target.metric,
  target.comparator,
  target.value,
  target.unit,
  target.aggregation,
  target.measured?.period ?? '',
  target.core,
  target.assumed,
  target.measured !== undefined,
  target.notMeasured?.reason ?? '',
  version,
  target.effectiveFrom,
];

const select = (knownAt: number): string => `
SELECT target_id AS targetId, toString(period_from) AS periodFrom, judged_by AS aggregation, compared AS comparator,
  limit, limit_unit AS unit, n, open_cases AS open, met, breached, actual, verdict
FROM ${viewAt('indicator_targets', knownAt)}
WHERE system = {system:String}
ORDER BY target_id, period_from`;

/** How each measured target of a system was kept, by period. */
export const readTargetIndicators = (
  db: Database,
  question: { readonly system: string; readonly asOf: number; readonly knownAt: number },
): Promise<TargetRow[]> =>
  db.query<TargetRow>(select(question.knownAt), {
    system: question.system,
    as_of: instantParameter(question.asOf),
    known_at: instantParameter(question.knownAt),
  });
