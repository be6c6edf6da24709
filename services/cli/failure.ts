// A command that cannot go on: said in plain lines, with exit code 1.
import type { Problem } from '../../schemas/problem.ts';

export class Failure extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join('\n'));
    this.problems = problems;
  }
}

/** A failure of one sentence. */
export const failure = (code: string, message: string): Failure => new Failure([{ code, message }]);
