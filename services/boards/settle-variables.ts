// Settles what each variable of a board has chosen, refusing values it cannot have, before any comes near a statement.
import { ALL_CHOICE, type Board, type BoardQuestion, type BoardVariable } from '../../schemas/board.ts';
import type { Database } from '../store/database.ts';
import { applyConditionalAll } from './conditional-all.ts';
import { expandSafely } from './expand-safely.ts';
import { isAllChosen, referencesOf, type VariableValue } from './format-variable.ts';
import { listedOptions, type Options, rowOptions } from './list-options.ts';
import { QueryProblem } from './query-problem.ts';
import { readFrame } from './read-frame.ts';

/** A board with the question it is asked. */
export interface Asked {
  readonly db: Database;
  readonly board: Board;
  readonly question: BoardQuestion;
  /** The variables whose options are being read, each for the next. */
  readonly waiting?: readonly string[];
}

/** Ids as sources give them, which need no look at the options. */
const PLAIN = /^[\p{L}\p{M}\p{N}_.:@/-]+$/u;
const UNFIT = /[\\\p{Cc}]|\$__|\$\{/u;

/** Variables whose values come from outside: typed by a person, or told by a source. */
const isForeign = ({ type }: BoardVariable): boolean => type === 'query' || type === 'textbox';

/** The statement of a query of the board; only the variables it refers to are settled. */
export async function settledSql(asked: Asked, rawSql: string): Promise<string> {
  const known = asked.board.templating.list;
  const values: Record<string, VariableValue> = {};
  for (const variable of known.filter(namedIn(rawSql)))
    values[variable.name] = await chosenValue(asked, variable);
  // Options stand for a choice of all only where no $__conditionalAll has taken it away.
  for (const variable of known.filter(namedIn(applyConditionalAll(rawSql, values))))
    if (isAllChosen(values[variable.name]!)) values[variable.name] = await everyValue(asked, variable);
  const foreign = new Set(known.filter(isForeign).map(({ name }) => name));
  return expandSafely(rawSql, { ...asked.question, variables: values }, foreign);
}

const namedIn = (sql: string): ((variable: BoardVariable) => boolean) => {
  const names = referencesOf(sql);
  return ({ name }) => names.has(name);
};

async function chosenValue(asked: Asked, variable: BoardVariable): Promise<VariableValue> {
  const { name, type, query, multi = false } = variable;
  if (type === 'constant') return { value: String(query) };
  const told = asked.question.variables[name] ?? heldValues(variable);
  const values = told.some((value) => value !== '') ? told : [];
  if (type === 'textbox') return { value: values[0] === undefined ? '' : checkedText(variable, values[0]) };
  const chosen = values.length > 0 ? values : await firstChoice(asked, variable);
  if (chosen[0] === ALL_CHOICE) checkAll(variable, chosen);
  else await checkChoices(asked, variable, chosen);
  return { value: multi ? chosen : (chosen[0] ?? '') };
}

/** What the board itself has chosen. */
function heldValues({ type, current, query }: BoardVariable): readonly string[] {
  const held = current?.value ?? (type === 'textbox' && typeof query === 'string' ? query : []);
  return typeof held === 'string' ? [held] : held;
}

/** As Grafana chooses where nothing is chosen: all, or else the first option. */
async function firstChoice(asked: Asked, variable: BoardVariable): Promise<string[]> {
  if (variable.includeAll) return [ALL_CHOICE];
  return (await optionsOf(asked, variable)).slice(0, 1).map(({ value }) => value);
}

function checkAll(variable: BoardVariable, chosen: readonly string[]): void {
  if (!variable.includeAll) throw refused(variable, ALL_CHOICE, 'one of its values, for it has no All');
  if (chosen.length > 1) throw refused(variable, chosen[1]!, 'nothing beside All');
}

async function checkChoices(asked: Asked, variable: BoardVariable, chosen: readonly string[]): Promise<void> {
  if (!variable.multi && chosen.length > 1) throw refused(variable, chosen[1]!, 'one value alone');
  const unsure = chosen.filter(
    (value) => variable.type !== 'query' || !PLAIN.test(checkedText(variable, value)),
  );
  if (unsure.length === 0) return;
  const options = new Set((await optionsOf(asked, variable)).map(({ value }) => value));
  const unknown = unsure.find((value) => !options.has(value));
  if (unknown !== undefined) throw refused(variable, unknown, 'one of its options');
}

async function everyValue(asked: Asked, variable: BoardVariable): Promise<VariableValue> {
  if (variable.allValue) return { value: ALL_CHOICE, allValue: variable.allValue };
  const options = await optionsOf(asked, variable);
  return { value: ALL_CHOICE, all: options.map(({ value }) => checkedText(variable, value)) };
}

function checkedText(variable: BoardVariable, value: string): string {
  if (!UNFIT.test(value)) return value;
  throw refused(variable, value, 'text without backslashes, control characters and macros');
}

const refused = ({ name }: BoardVariable, value: string, expected: string): QueryProblem => {
  const shown = value.slice(0, 100);
  const message = `variables.${name}: expected ${expected}, got ${JSON.stringify(shown)}`;
  return new QueryProblem(400, { code: 'bad-variable', message, field: `variables.${name}`, value: shown });
};

/** The options a variable has now; All is not among them. */
export async function optionsOf(asked: Asked, { type, name, query, sort }: BoardVariable): Promise<Options> {
  if (type === 'query') {
    const { waiting = [] } = asked;
    if (waiting.includes(name)) throw cyclic([...waiting, name]);
    const rawSql = typeof query === 'string' ? query : query.rawSql;
    const sql = await settledSql({ ...asked, waiting: [...waiting, name] }, rawSql);
    return rowOptions((await readFrame(asked.db, sql, `variable ${name}`)).rows, sort);
  }
  if (typeof query !== 'string' || type === 'textbox' || type === 'datasource') return [];
  return type === 'constant' ? [{ value: query, text: query }] : listedOptions(query);
}

const cyclic = (names: readonly string[]): QueryProblem => {
  const message = `variables wait for one another: ${names.join(', ')}`;
  return new QueryProblem(500, { code: 'cyclic-variables', message });
};
