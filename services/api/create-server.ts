// The HTTP server: routes, OpenAPI at /docs, the page at /, and one place where errors become answers.
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { CalendarFacts } from '../../schemas/calendar.ts';
import type { CalendarsComparison } from '../../schemas/comparison.ts';
import type { LaddersFile } from '../../schemas/ladder.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { Incoming, Receipts } from '../../schemas/receipt.ts';
import type { CatalogueTarget } from '../../schemas/target.ts';
import type { BoardShelf } from '../boards/load-boards.ts';
import type { Catalogue } from '../core/compile-targets.ts';
import type { JudgedCase } from '../core/judge-case.ts';
import type { Database } from '../store/database.ts';
import { answerError } from './answer-error.ts';
import { addBoardRoutes } from './board-routes.ts';
import { addCardRoutes } from './card-routes.ts';
import { addCaseRoutes } from './get-case.ts';
import { addCaseListRoutes } from './get-cases.ts';
import { addDigestRoutes } from './get-digests.ts';
import { addIndicatorRoutes } from './get-indicators.ts';
import { addMetricsRoutes, type MetricsText } from './get-metrics.ts';
import { addRungRoutes } from './get-rungs.ts';
import { addStatusRoutes } from './get-status.ts';
import { addTargetCoverageRoutes } from './get-target-coverage.ts';
import { addTargetIndicatorRoutes } from './get-target-indicators.ts';
import { addCalendarRoutes } from './post-calendars.ts';
import { addEventRoutes } from './post-events.ts';
import { addRejectedRoutes, type Rejections } from './rejected-routes.ts';

export interface ApiContext {
  readonly shixian: {
    readonly db: Database;
    readonly rules: {
      readonly catalogue: Catalogue;
      readonly targets: readonly CatalogueTarget[];
      readonly ladders: { readonly file: LaddersFile; readonly version: string };
    };
    readonly takeIn: (batch: readonly Incoming[]) => Promise<Receipts>;
    readonly compareCalendars: (
      calendars: readonly CalendarFacts[],
      asOf: number,
    ) => Promise<
      | { readonly ok: true; readonly value: CalendarsComparison }
      | { readonly ok: false; readonly problems: readonly Problem[] }
    >;
  };
  readonly now: () => number;
  readonly zoneOf: (judged: JudgedCase) => string;
  readonly version: string;
  /** How the ingestion is; absent where events come by HTTP and files alone. */
  readonly health?: () => Health;
  readonly metrics?: MetricsText;
  /** Replays and discards what was refused; without it rejections can be looked at only. */
  readonly rejections?: Rejections;
  /** The boards of the page; without them it has none. */
  readonly boards?: BoardShelf;
  /** Where a person reads a card, for whoever is not on this page; by default its path here. */
  readonly cardUrl?: (cardId: string) => string;
  /** Called after what a person did with a card was stored. */
  readonly onDeed?: () => void;
}

export interface Health {
  readonly ready: boolean;
  readonly state: string;
  readonly reason?: string | null;
  /** Epoch milliseconds from which on the state holds. */
  readonly since?: number;
  /** False when only a new process helps. */
  readonly alive?: boolean;
}

export interface ServerOptions extends ApiContext {
  /** The folder of the built page; null leaves it out. */
  readonly webDir: string | null;
  readonly logger: FastifyServerOptions['loggerInstance'] | null;
}

export async function createServer({ webDir, logger, ...context }: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    routerOptions: { maxParamLength: 4096 },
    forceCloseConnections: 'idle',
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  readBodiesAsText(app);
  letGoOnClose(app);
  if (webDir !== null) await addDocsAndPage(app, webDir, context.version);
  await app.register(async (routes) => {
    addEventRoutes(routes, context);
    addIndicatorRoutes(routes, context);
    addCaseListRoutes(routes, context);
    addCaseRoutes(routes, context);
    addStatusRoutes(routes, context);
    addMetricsRoutes(routes, context);
    addCalendarRoutes(routes, context);
    addTargetIndicatorRoutes(routes, context);
    addDigestRoutes(routes, context);
    addTargetCoverageRoutes(routes, context);
    addRejectedRoutes(routes, context);
    addBoardRoutes(routes, context);
    addCardRoutes(routes, context);
    addRungRoutes(routes, context);
  });
  return app;
}

/** Bodies stay text until a route reads them, so that what is refused can be kept byte for byte. */
function readBodiesAsText(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
}

/** An answer given while closing ends its connection, which would else be kept open for the next request. */
function letGoOnClose(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}

async function addDocsAndPage(app: FastifyInstance, webDir: string, version: string): Promise<void> {
  // Read only by a server, so that commands start without them.
  const [{ default: fastifyStatic }, { default: fastifySwagger }, { default: fastifySwaggerUi }] =
    await Promise.all([import('@fastify/static'), import('@fastify/swagger'), import('@fastify/swagger-ui')]);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Shixian 时限', version, description: 'Service times against documented targets.' },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(fastifySwaggerUi, { routePrefix: '/docs' });
  await app.register(fastifyStatic, { root: webDir, wildcard: false });
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      request.method === 'GET' && /^\/(case\/|d\/|cards(\/|\?|$)|targets\/?(\?|$)|$)/.test(request.url);
    if (isPage) return reply.sendFile('index.html');
    const message = `${request.method} ${request.url.split('?')[0]} is not here; the API is described at /docs`;
    return reply.code(404).send({ problems: [{ code: 'not-found', message }] });
  });
}
