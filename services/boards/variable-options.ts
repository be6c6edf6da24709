// Answers which options a variable of a board has now, for the time range and the other variables as they are chosen.
import type { VariableOptions } from '../../schemas/board.ts';
import { QueryProblem } from './query-problem.ts';
import { type Asked, optionsOf } from './settle-variables.ts';

/** All, where the variable has it, is not among them: it has no value of its own. */
export async function readOptions(asked: Asked, name: string): Promise<VariableOptions> {
  const variable = asked.board.templating.list.find((one) => one.name === name);
  if (variable !== undefined) return { options: await optionsOf(asked, variable) };
  const message = `board ${asked.board.uid} has no variable ${name}`;
  throw new QueryProblem(404, { code: 'variable-not-found', message, field: 'name', value: name });
}
