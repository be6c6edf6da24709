// `shixian targets coverage`: how much of what the documents promise is measured, and why the rest is not.
import { openRuleBook, type RuleBook } from '../main.ts';
import { Failure } from './failure.ts';
import { type CoverageRow, targetCoverage } from './target-coverage.ts';
import { textTable } from './text-table.ts';

export interface CoverageOptions {
  readonly format: 'table' | 'json';
}

export async function runTargetsCoverage({ format }: CoverageOptions): Promise<void> {
  const rules = await openRuleBook();
  if (!rules.ok) throw new Failure(rules.problems);
  process.stdout.write(
    format === 'json'
      ? `${JSON.stringify({ documents: coverageOf(rules.value, 'document'), domains: coverageOf(rules.value, 'domain') }, null, 2)}\n`
      : `${coverageText(rules.value)}\n`,
  );
}

const coverageOf = ({ targets }: RuleBook, by: 'document' | 'domain'): CoverageRow[] =>
  targetCoverage(targets, by === 'document' ? (target) => target.document.id : (target) => target.domain);

function coverageText(rules: RuleBook): string {
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
  return [
    table('document', coverageOf(rules, 'document')),
    table('domain', coverageOf(rules, 'domain')),
  ].join('\n\n');
}
