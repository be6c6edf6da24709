// Lists cards, shows one with everything that happened to it, and takes what people do with it.
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Problems } from '../../schemas/api.ts';
import {
  AcknowledgeQuestion,
  type CardState,
  CloseQuestion,
  ReplyQuestion,
  UpholdQuestion,
} from '../../schemas/card.ts';
import { CardDetail, CardPage, CardParams, CardQuery } from '../../schemas/card-answers.ts';
import { type CardEvent, type CardLife, foldCard } from '../core/card-life.ts';
import { allowedFrom, type Deed, judgeDeed, overtaken } from '../core/card-steps.ts';
import { problemsOf } from '../core/issue-problems.ts';
import {
  appendCardEvents,
  appendFirst,
  type CardFilter,
  countCards,
  listCards,
  readCardEvents,
  readCardLives,
} from '../store/cards.ts';
import type { Database } from '../store/database.ts';
import { cardCursor, cardDetail, cardShown, readCardCursor } from './card-views.ts';
import { Refusal } from './refusal.ts';
import { requireSystem } from './require-system.ts';

export interface CardContext {
  readonly shixian: { readonly db: Database };
  readonly now: () => number;
  /** Where a person reads a card; without it the address is one of the page that asks. */
  readonly cardUrl?: (cardId: string) => string;
  /** Called after a deed was stored, so that whoever tells of cards need not wait for his next look. */
  readonly onDeed?: () => void;
}

const onThisPage = (cardId: string): string => `/cards/${cardId}`;

export function addCardRoutes(app: FastifyInstance, context: CardContext): void {
  const { db } = context.shixian;
  const urlOf = context.cardUrl ?? onThisPage;

  app.get('/v1/cards', { schema: listSchema }, async (request) => {
    const query = request.query as CardQuery;
    if (query.system !== undefined) requireSystem(query.system);
    const filter = filterOf(query);
    const [places, states] = await Promise.all([
      listCards(db, filter, readCardCursor(query.cursor), query.limit + 1),
      countCards(db, { ...filter, states: null }),
    ]);
    const page = places.slice(0, query.limit);
    const lives = await readCardLives(
      db,
      page.map(({ cardId }) => cardId),
    );
    return {
      total: totalOf(states, filter),
      states,
      cards: page.flatMap(({ cardId }) => {
        const life = lives.get(cardId);
        return life ? [cardShown(life, urlOf(cardId))] : [];
      }),
      next: places.length > query.limit ? cardCursor(page.at(-1)!) : null,
    };
  });

  app.get('/v1/cards/:id', { schema: showSchema }, async (request) => {
    const { id } = request.params as z.output<typeof CardParams>;
    const { life, events } = await readCard(db, id);
    return cardDetail(life, events, urlOf(life.cardId));
  });

  const add = deedRoutes(app, context, urlOf);
  add('acknowledge', AcknowledgeQuestion, (words, key) => ({ kind: 'acknowledged', key, ...words }));
  add('reply', ReplyQuestion, (words, key) => ({ kind: 'replied', key, ...words }));
  add('close', CloseQuestion, (words, key) => ({ kind: 'closed', key, ...words }));
  add('uphold', UpholdQuestion, (words, key) => ({ kind: 'upheld', key, ...words }));
}

const deedRoutes =
  (app: FastifyInstance, context: CardContext, urlOf: (cardId: string) => string) =>
  <Words extends object>(
    path: keyof typeof deedWords,
    question: z.ZodType<Words>,
    toDeed: (words: Words, key: string) => Deed,
  ): void => {
    const schema = deedSchema(path, question);
    app.post(`/v1/cards/:id/${path}`, { ...posted, schema }, async (request) => {
      const { id } = request.params as z.output<typeof CardParams>;
      const words = readBody(request.body, question);
      const key = keyOf(request);
      const before = await readCard(context.shixian.db, id);
      const deed = toDeed(words, key ?? ownKey(before.life, path, words));
      const after = await takeDeed(context, before, deed);
      return cardDetail(after.life, after.events, urlOf(id));
    });
  };

interface StoredCard {
  readonly life: CardLife;
  readonly events: readonly CardEvent[];
}

async function readCard(db: Database, id: string): Promise<StoredCard> {
  const events = (await readCardEvents(db, [id])).get(id) ?? [];
  const life = foldCard(events);
  if (life) return { life, events };
  const message = `no card ${id} is kept`;
  throw new Refusal(404, [{ code: 'card-not-found', message, field: 'id', value: id }]);
}

/** Stores a deed once. Of two that exclude each other, done at once, one is stored and the other told that it came late. */
async function takeDeed(
  { shixian: { db }, now, onDeed }: CardContext,
  before: StoredCard,
  deed: Deed,
): Promise<StoredCard> {
  const judged = judgeDeed(before.life, before.events, deed, now());
  if (!judged.ok) throw new Refusal(409, [judged.problem]);
  if (judged.repeated) return before;
  if (deed.kind === 'acknowledged') await appendCardEvents(db, [judged.event]);
  else await appendFirst(db, judged.event);
  onDeed?.();
  const after = await readCard(db, before.life.cardId);
  const problem = overtaken(after.life, after.events, judged.event);
  if (problem) throw new Refusal(409, [problem]);
  return after;
}

const KEY = /^[\x21-\x7e]{1,200}$/;

function keyOf({ headers }: FastifyRequest): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && KEY.test(key)) return key;
  const message = 'Idempotency-Key: expected 1 to 200 printable ASCII characters without spaces';
  throw new Refusal(400, [{ code: 'bad-parameter', message, field: 'Idempotency-Key', value: key }]);
}

/** Without a key of the client's, the same words of the same turn are the same deed. */
const ownKey = ({ turn }: CardLife, path: string, words: object): string =>
  createHash('sha256')
    .update(JSON.stringify([turn, path, Object.entries(words).sort()]))
    .digest('hex')
    .slice(0, 32);

function readBody<T>(body: unknown, schema: z.ZodType<T>): T {
  const value = readJson(String(body ?? ''));
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refusal(400, problemsOf(parsed.error, value, 'bad-question'));
  return parsed.data;
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    const message = `the body is not JSON: ${(error as Error).message}`;
    throw new Refusal(400, [{ code: 'bad-json', message }]);
  }
}

const OPEN: readonly CardState[] = ['raised', 'acknowledged', 'replied'];

/** The counts are of every state, so that a reader sees what another choice would list. */
const totalOf = (states: readonly StateCount[], { states: asked }: CardFilter): number =>
  states.reduce((sum, { state, n }) => sum + (asked === null || asked.includes(state) ? n : 0), 0);

type StateCount = CardPage['states'][number];

const filterOf = ({ system, within, department, rung, state, caseId }: CardQuery): CardFilter => ({
  system: system ?? null,
  within: within ?? null,
  department: department ?? null,
  rungs: rung === undefined ? null : [rung],
  states: state === 'all' ? null : state === 'open' ? OPEN : [state],
  caseId: caseId ?? null,
});

/** A body is text here; its schema describes it and the route checks it, so that problems can show its values. */
const posted = {
  bodyLimit: 64 * 1024,
  validatorCompiler: ({ httpPart, schema }: { httpPart?: string; schema: unknown }) =>
    httpPart === 'params'
      ? (value: unknown) => readParams(schema as typeof CardParams, value)
      : (value: unknown) => ({ value }),
};

function readParams(schema: typeof CardParams, value: unknown): { value: unknown } {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refusal(400, problemsOf(parsed.error, value, 'bad-parameter'));
  return { value: parsed.data };
}

const listSchema = {
  summary: 'Cards, the latest raised first',
  querystring: CardQuery,
  response: { 200: CardPage, 400: Problems, 503: Problems },
};
const showSchema = {
  summary: 'One card with everything that happened to it',
  params: CardParams,
  response: { 200: CardDetail, 400: Problems, 404: Problems, 503: Problems },
};
const deedWords = {
  acknowledge: { kind: 'acknowledged', summary: 'Acknowledge a card: it was seen' },
  reply: { kind: 'replied', summary: 'Reply to a card: the reason, and when the case should end' },
  close: { kind: 'closed', summary: 'Close a card: the matter is settled' },
  uphold: { kind: 'upheld', summary: 'Uphold a card: it stands against whoever was in charge' },
} as const;

const deedSchema = (path: keyof typeof deedWords, body: z.ZodType) => ({
  summary: deedWords[path].summary,
  description: `Done to a card that is ${allowedFrom[deedWords[path].kind].join(' or ')}. Sent again under the same Idempotency-Key it is done once; without the header, the same words are the same deed. A key that names another deed, and a card in another state, are answered with 409.`,
  params: CardParams,
  headers: z.object({ 'idempotency-key': z.string().optional() }),
  body,
  response: { 200: CardDetail, 400: Problems, 404: Problems, 409: Problems, 413: Problems, 503: Problems },
});
