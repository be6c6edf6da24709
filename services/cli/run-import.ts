// `shixian import`: a file's events into the data folder, or into the server that owns it.
import { Failure, failure } from './failure.ts';
import { importInto, importProblem, readQuestion, sampleQuestion, summaryLines } from './import-into.ts';
import { openDoor } from './open-door.ts';

export interface ImportCommandOptions {
  readonly mapping?: string;
  readonly sample?: boolean;
  readonly data: string;
}

export async function runImport(
  file: string | undefined,
  { mapping, sample, data }: ImportCommandOptions,
): Promise<void> {
  if (!sample && file === undefined) throw failure('missing-argument', 'import needs a FILE, or --sample');
  const question = sample ? await sampleQuestion() : await readQuestion(file!, mapping);
  const door = await openDoor(data);
  try {
    const summary = await importInto(question, door.send);
    const problem = importProblem(question, summary);
    if (!problem || summary.rows > 0) process.stdout.write(`${summaryLines(summary).join('\n')}\n`);
    if (problem) throw new Failure([problem]);
  } finally {
    await door.close();
  }
}
