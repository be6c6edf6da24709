// Answers the boards and fills them. A board's queries never come from outside; a request names them alone.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Problems } from '../../schemas/api.ts';
import {
  Board,
  BoardFrames,
  BoardList,
  BoardMarks,
  BoardParams,
  BoardPartParams,
  BoardQuestion,
  BoardsQuery,
  boardLanguages,
  PanelQuestion,
  VariableOptions,
} from '../../schemas/board.ts';
import { readMarks } from '../boards/annotation-marks.ts';
import type { BoardShelf } from '../boards/load-boards.ts';
import { QueryProblem } from '../boards/query-problem.ts';
import { runPanel } from '../boards/run-panel.ts';
import { readOptions } from '../boards/variable-options.ts';
import { problemsOf } from '../core/issue-problems.ts';
import type { Database } from '../store/database.ts';
import { Refusal } from './refusal.ts';

export interface BoardContext {
  readonly shixian: { readonly db: Database };
  /** The boards of the page; without them there are none. */
  readonly boards?: BoardShelf;
}

export function addBoardRoutes(app: FastifyInstance, { shixian, boards }: BoardContext): void {
  if (!boards) return;
  app.get('/v1/boards', { schema: listSchema }, async (request, reply) => {
    const { lang } = request.query as z.output<typeof BoardsQuery>;
    const list = boards[lang].map(({ uid, title, tags, description }) => ({ uid, title, tags, description }));
    return fresh(reply, list);
  });
  app.get('/v1/boards/:uid', { schema: boardSchema }, async (request, reply) =>
    fresh(reply, findBoard(boards, request.params)),
  );
  addFillingRoutes(app, shixian.db, boards);
}

function addFillingRoutes(app: FastifyInstance, db: Database, boards: BoardShelf): void {
  const nameIn = (params: unknown): string => (params as z.output<typeof BoardPartParams>).name;
  app.post('/v1/boards/:uid/query', { ...posted, schema: panelSchema }, async ({ params, body }, reply) => {
    const { panelId, ...question } = readBody(body, PanelQuestion);
    return fresh(reply, await answer(runPanel({ db, board: findBoard(boards, params), question }, panelId)));
  });
  const options = { ...posted, schema: optionsSchema };
  app.post('/v1/boards/:uid/variables/:name', options, async ({ params, body }, reply) => {
    const asked = { db, board: findBoard(boards, params), question: readBody(body, BoardQuestion) };
    return fresh(reply, await answer(readOptions(asked, nameIn(params))));
  });
  const marks = { ...posted, schema: marksSchema };
  app.post('/v1/boards/:uid/annotations/:name', marks, async ({ params, body }, reply) => {
    const asked = { db, board: findBoard(boards, params), question: readBody(body, BoardQuestion) };
    return fresh(reply, await answer(readMarks(asked, nameIn(params))));
  });
}

function findBoard(boards: BoardShelf, params: unknown): Board {
  const { uid } = params as z.output<typeof BoardParams>;
  for (const language of boardLanguages) {
    const board = boards[language].find((one) => one.uid === uid);
    if (board) return board;
  }
  const message = `no board ${uid} is known`;
  throw new Refusal(404, [{ code: 'board-not-found', message, field: 'uid', value: uid }]);
}

/** A body is text here; its schema describes it and the route checks it, so that problems can show its values. */
const posted = { bodyLimit: 256 * 1024, validatorCompiler: () => (value: unknown) => ({ value }) };

/** Cases change and boards are replaced with the program, so nothing is kept. */
function fresh<T>(reply: FastifyReply, value: T): T {
  reply.header('cache-control', 'no-store');
  return value;
}

async function answer<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof QueryProblem) throw new Refusal(error.status, [error.problem]);
    throw error;
  }
}

function readBody<T>(body: unknown, schema: z.ZodType<T>): T {
  const value = readJson(String(body ?? ''));
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refusal(400, problemsOf(parsed.error, value, 'bad-question'));
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const message = `the body is not JSON: ${(error as Error).message}`;
    throw new Refusal(400, [{ code: 'bad-json', message }]);
  }
}

const refusals = { 400: Problems, 404: Problems, 413: Problems, 500: Problems, 503: Problems };
const listSchema = {
  summary: 'The boards of a language',
  querystring: BoardsQuery,
  response: { 200: BoardList, 400: Problems },
};
const boardSchema = {
  summary: "One board, as Grafana's dashboard JSON",
  params: BoardParams,
  response: { 200: Board, 400: Problems, 404: Problems },
};
const panelSchema = {
  summary: 'The rows of one panel for a time range and the choices of variables',
  description: 'The queries of a panel run one after another. At most 10,000 rows of each are answered.',
  params: BoardParams,
  body: PanelQuestion,
  response: { 200: BoardFrames, ...refusals },
};
const optionsSchema = {
  summary: 'The options a variable of a board has now',
  params: BoardPartParams,
  body: BoardQuestion,
  response: { 200: VariableOptions, ...refusals },
};
const marksSchema = {
  summary: 'The marks in time that an annotation of a board makes',
  params: BoardPartParams,
  body: BoardQuestion,
  response: { 200: BoardMarks, ...refusals },
};
