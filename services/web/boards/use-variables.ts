// The choices in force; options are asked for only where a choice needs them.
import { useMemo } from 'preact/hooks';
import type { Board, BoardVariable, VariableOptions } from '../../../schemas/board.ts';
import type { Answer } from '../api.ts';
import { type Load, useRead } from '../use-load.ts';
import { type Asked, askBoard } from './ask-board.ts';
import type { BoardState } from './board-context.ts';
import type { QueryQueue } from './query-queue.ts';
import type { TimeRange } from './time-range.ts';
import { type Choices, choiceOf, isAll, statedOptions, type VariableOption } from './variable-choice.ts';

type Options = Readonly<Record<string, readonly VariableOption[]>>;

export interface Variables {
  readonly choices: Choices;
  readonly options: Options;
  readonly isReady: boolean;
  /** Why options that a choice needs could not be read. */
  readonly optionsFailure: Load<unknown>['failure'];
}

/** A choice of everything needs no list; a chosen value needs its text, and none chosen the first option. */
function needsOptions(variable: BoardVariable, asked: Choices): boolean {
  if (variable.type !== 'query') return false;
  const choice = choiceOf(variable, asked[variable.name], null);
  return choice === null || !isAll(choice);
}

/** Reads the options that choices need, in the board's order, each with the choices before it. */
async function readOptions(
  { uid, templating }: Board,
  asked: Choices,
  range: TimeRange,
  queue: QueryQueue,
  signal: AbortSignal,
): Promise<Answer<Options>> {
  const found: Record<string, readonly VariableOption[]> = {};
  const choices: Record<string, readonly string[]> = {};
  for (const variable of templating.list) {
    const { name } = variable;
    if (needsOptions(variable, asked)) {
      const part = { kind: 'variables', name } as const;
      const answer: Answer<VariableOptions> = await askBoard(uid, part, { range, choices }, queue, signal);
      if (!answer.ok) return answer;
      found[name] = answer.data.options;
    }
    choices[name] = choiceOf(variable, asked[name], found[name] ?? statedOptions(variable)) ?? [];
  }
  return { ok: true, data: found };
}

function resolve(board: Board, asked: Choices, read: Options | null): Omit<Variables, 'optionsFailure'> {
  const options: Record<string, readonly VariableOption[]> = {};
  const choices: Record<string, readonly string[]> = {};
  let isReady = true;
  for (const variable of board.templating.list) {
    const known = read?.[variable.name] ?? statedOptions(variable);
    if (known !== null) options[variable.name] = known;
    const choice = choiceOf(variable, asked[variable.name], known);
    if (choice === null) isReady = false;
    else choices[variable.name] = choice;
  }
  return { choices, options, isReady };
}

export function useVariables(
  board: Board,
  asked: Choices,
  { range, round, queue }: Pick<BoardState, 'range' | 'round' | 'queue'>,
): Variables {
  const isNeeded = board.templating.list.some((variable) => needsOptions(variable, asked));
  const question = isNeeded ? `options|${board.uid}|${JSON.stringify(asked)}` : null;
  const { data, failure } = useRead<Options>(question, round, (signal) =>
    readOptions(board, asked, range, queue, signal),
  );
  const known = isNeeded ? data : null;
  const resolved = useMemo(() => resolve(board, asked, known), [board, asked, known]);
  return { ...resolved, optionsFailure: failure };
}

/** Every option of one variable, asked for while its list is open. */
export function useOptions(variable: BoardVariable, uid: string, asked: Asked | null, queue: QueryQueue) {
  const stated = statedOptions(variable);
  const isAsked = stated === null && asked !== null;
  const question = isAsked
    ? `list|${uid}|${variable.name}|${JSON.stringify([asked.choices, asked.range])}`
    : null;
  const load = useRead<VariableOptions>(question, '', (signal) =>
    askBoard(uid, { kind: 'variables', name: variable.name }, asked!, queue, signal),
  );
  return { options: stated ?? load.data?.options ?? null, failure: load.failure };
}
