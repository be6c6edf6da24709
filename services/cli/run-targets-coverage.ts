// `shixian targets coverage`: how much of what the documents promise is measured, and why the rest is not.
import type { CoverageRow, TargetCoverage } from '../../schemas/target-coverage.ts';
import { targetCoverage } from '../core/target-coverage.ts';
import { openRuleBook } from '../main.ts';
import { Failure } from './failure.ts';
import { textTable } from './text-table.ts';

export interface CoverageOptions {
  readonly format: 'table' | 'json';
}

export async function runTargetsCoverage({ format }: CoverageOptions): Promise<void> {
  const rules = await openRuleBook();
  if (!rules.ok) throw new Failure(rules.problems);
  const coverage = targetCoverage(rules.value.targets);
  const text = format === 'json' ? JSON.stringify(coverage, null, 2) : coverageText(coverage);
  process.stdout.write(`${text}\n`);
}

function coverageText({ documents, domains }: TargetCoverage): string {
  const table = (head: string, rows: readonly CoverageRow[]) =>
    textTable(
      [
        head,
        'targets',
        'core',
        'measured',
        'core measured',
        'no source',
        'slogan',
        'not from events',
        'assumed',
      ],
      rows.map((row) => [
        row.name,
        row.targets,
        row.core,
        row.measured,
        row.coreMeasured,
        row.reasons['no-source-connected'],
        row.reasons['slogan-undecoded'],
        row.reasons['not-measurable-from-events'],
        row.assumed,
      ]),
    );
  return [table('document', documents), table('domain', domains)].join('\n\n');
}
