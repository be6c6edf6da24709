// Why a query of a board cannot be run, in a form both a program and a person can use.
import type { Problem } from '../../schemas/problem.ts';

/** The status is that of the HTTP answer. */
export class QueryProblem extends Error {
  override readonly name = 'QueryProblem';
  readonly status: 400 | 404 | 500;
  readonly problem: Problem;

  constructor(status: 400 | 404 | 500, problem: Problem, cause?: unknown) {
    super(problem.message, cause === undefined ? {} : { cause });
    this.status = status;
    this.problem = problem;
  }
}

/** The query itself is written wrong: its macros or variables cannot be expanded. */
export const notExpanded = (message: string): QueryProblem =>
  new QueryProblem(500, { code: 'query-not-expanded', message });
