// `shixian targets check`: every target and calendar file and the ladders, checked as at start.
import { resolve } from 'node:path';
import { openRuleBook } from '../main.ts';
import { Failure } from './failure.ts';

export async function runTargetsCheck(schemas: string | undefined): Promise<void> {
  const rules = await openRuleBook(schemas === undefined ? undefined : resolve(schemas));
  if (!rules.ok) throw new Failure(rules.problems);
  const { targets, documents, calendars, catalogue, ladders, warnings } = rules.value;
  const lines = [
    `${documents.length} documents, ${targets.length} targets, ${catalogue.byId.size} of them measured: no mistake found`,
    ...[...calendars.values()].map(({ id, version }) => `calendar ${id} ${version}`),
    `ladders ${Object.keys(ladders.file.ladders).join(', ')} ${ladders.version}`,
    ...warnings.map(({ code, message }) => `warning ${code}: ${message}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
