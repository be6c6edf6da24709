// Lists rejected events, shows one whole, hands them in again and puts them aside.
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { Problems } from '../../schemas/api.ts';
import type { Problem } from '../../schemas/problem.ts';
import {
  DiscardAnswer,
  DiscardQuestion,
  RejectedDetail,
  type RejectedFilters,
  RejectedPage,
  RejectedParams,
  RejectedQuery,
  ReplayAnswer,
  ReplayQuestion,
} from '../../schemas/rejected.ts';
import { problemsOf } from '../core/issue-problems.ts';
import {
  countRejected,
  placeOf,
  type RejectedFilter,
  type RejectedPlace,
  readRejected,
  readStored,
} from '../store/read-rejected.ts';
import type { ApiContext } from './create-server.ts';
import { readEdge } from './read-instant.ts';
import { Refusal } from './refusal.ts';
import { cursorOf, readCursor, rejectedCsv, rejectedDetail, rejectedRow } from './rejected-views.ts';

const PAGE = 50;
const ALL = 1_000_000;

interface Question {
  readonly chosen:
    | { readonly ids: readonly string[] }
    | { readonly filter: Omit<RejectedFilter, 'status'>; readonly after: RejectedPlace | null };
  readonly by: string;
  readonly note: string;
  readonly dryRun: boolean;
}

type Settle<Result> = (question: Question) => Promise<
  | {
      readonly ok: true;
      readonly value: { readonly results: readonly Result[]; readonly next: RejectedPlace | null };
    }
  | { readonly ok: false; readonly problems: readonly Problem[] }
>;

/** Settles rejections, one request at a time. */
export interface Rejections {
  readonly replay: Settle<ReplayAnswer['results'][number]>;
  readonly discard: Settle<DiscardAnswer['results'][number]>;
}

/** Without a settlement rejections can be looked at only. */
export type RejectedContext = Pick<ApiContext, 'shixian'> & { readonly rejections?: Rejections };

export function addRejectedRoutes(app: FastifyInstance, { shixian, rejections }: RejectedContext): void {
  addReadingRoutes(app, shixian);
  if (!rejections) return;
  app.post('/v1/rejected/replay', { ...posted, schema: replaySchema }, async (request) =>
    settled(rejections.replay, readBody(request.body, ReplayQuestion)),
  );
  app.post('/v1/rejected/discard', { ...posted, schema: discardSchema }, async (request) =>
    settled(rejections.discard, readBody(request.body, DiscardQuestion)),
  );
}

function addReadingRoutes(app: FastifyInstance, { db }: ApiContext['shixian']): void {
  app.get('/v1/rejected', { schema: listSchema }, async (request, reply) => {
    const query = request.query as RejectedQuery;
    const filter = { ...filterOf(query), status: query.status };
    const limit = query.limit ?? (query.format === 'csv' ? ALL : PAGE);
    const [rows, codes] = await Promise.all([
      readRejected(db, filter, readCursor(query.cursor), limit + 1),
      countRejected(db, filter),
    ]);
    const page = rows.slice(0, limit);
    const rejected = page.map(rejectedRow);
    if (query.format === 'csv') {
      reply.header('content-disposition', `attachment; filename="rejected-${query.status}.csv"`);
      return reply.type('text/csv; charset=utf-8').send(rejectedCsv(rejected));
    }
    const total = codes.reduce((sum, { n }) => sum + n, 0);
    return { total, codes, rejected, next: rows.length > limit ? cursorOf(placeOf(page.at(-1)!)) : null };
  });

  app.get('/v1/rejected/:id', { schema: showSchema }, async (request) => {
    const { id } = request.params as z.output<typeof RejectedParams>;
    const [row] = await readStored(db, [id]);
    if (row) return rejectedDetail(row);
    const message = `no rejection ${id} is kept`;
    throw new Refusal(404, [{ code: 'rejection-not-found', message, field: 'id', value: id }]);
  });
}

/** A body is text here; its schema describes it and the route checks it, so that problems can show its values. */
const posted = { bodyLimit: 64 * 1024, validatorCompiler: () => (value: unknown) => ({ value }) };

const listSchema = {
  summary: 'Rejected events and why, the latest received first',
  querystring: RejectedQuery,
  response: { 200: RejectedPage, 400: Problems, 503: Problems },
};
const showSchema = {
  summary: 'One rejected event whole, with what was told byte for byte',
  params: RejectedParams,
  response: { 200: RejectedDetail, 400: Problems, 404: Problems, 503: Problems },
};
const answers = { 400: Problems, 404: Problems, 413: Problems, 503: Problems };
const replaySchema = {
  summary: 'Hand rejected events in again, in the order they were received',
  description:
    'By ids, or the open ones among a filter. Accepted and duplicate events become replayed; those refused again stay open with their new problems. At most 200 are handled at once; next, where it is not null, is the cursor with which to ask for the others.',
  body: ReplayQuestion,
  response: { 200: ReplayAnswer, ...answers },
};
const discardSchema = {
  summary: 'Put rejected events aside; they stay kept, with who did it and why',
  description: 'By ids, or the open ones among a filter. Only open ones change.',
  body: DiscardQuestion,
  response: { 200: DiscardAnswer, ...answers },
};

const filterOf = (filters: RejectedFilters): Omit<RejectedFilter, 'status'> => ({
  code: filters.code,
  stage: filters.stage,
  origin: filters.origin,
  topic: filters.topic,
  from: filters.from === undefined ? null : readEdge('from', filters.from, 0),
  to: filters.to === undefined ? null : readEdge('to', filters.to, 0),
  search: filters.search,
});

function readBody<T extends ReplayQuestion | DiscardQuestion>(body: unknown, schema: z.ZodType<T>): Question {
  const value = readJson(String(body ?? ''));
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refusal(400, problemsOf(parsed.error, value, 'bad-question'));
  const { ids, filter, cursor, ...deed } = parsed.data;
  if (ids !== undefined) return { ...deed, chosen: { ids } };
  return { ...deed, chosen: { filter: filterOf(filter!), after: readCursor(cursor) } };
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const message = `the body is not JSON: ${(error as Error).message}`;
    throw new Refusal(400, [{ code: 'bad-json', message }]);
  }
}

async function settled<Result>(settle: Settle<Result>, question: Question) {
  const answer = await settle(question);
  if (!answer.ok) throw new Refusal(404, answer.problems);
  const { results, next } = answer.value;
  return { results, next: next === null ? null : cursorOf(next) };
}
