// A question that cannot be answered, thrown by routes and turned into an HTTP answer in one place.
import type { Problem } from '../../schemas/problem.ts';

export class Refusal extends Error {
  readonly status: number;
  readonly problems: readonly Problem[];

  constructor(status: number, problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join('; '));
    this.status = status;
    this.problems = problems;
  }
}
