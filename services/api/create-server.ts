// The HTTP server: routes, OpenAPI at /docs, the page at /, and one place where errors become answers.
import fastifyStatic from '@fastify/static';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { Problem } from '../../schemas/problem.ts';
import type { Incoming, Receipts } from '../../schemas/receipt.ts';
import type { CatalogueTarget } from '../../schemas/target.ts';
import type { Catalogue } from '../core/compile-targets.ts';
import type { JudgedCase } from '../core/judge-case.ts';
import type { Database } from '../store/database.ts';
import { addCaseRoutes } from './get-case.ts';
import { addCaseListRoutes } from './get-cases.ts';
import { addIndicatorRoutes } from './get-indicators.ts';
import { addStatusRoutes } from './get-status.ts';
import { addEventRoutes } from './post-events.ts';
import { Refusal } from './refusal.ts';

export interface ApiContext {
  readonly shixian: {
    readonly db: Database;
    readonly rules: { readonly catalogue: Catalogue; readonly targets: readonly CatalogueTarget[] };
    readonly takeIn: (batch: readonly Incoming[]) => Promise<Receipts>;
  };
  readonly now: () => number;
  readonly zoneOf: (judged: JudgedCase) => string;
  readonly version: string;
}

export interface ServerOptions extends ApiContext {
  /** The folder of the built page; null leaves it out. */
  readonly webDir: string | null;
  readonly logger: FastifyServerOptions['loggerInstance'] | null;
}

export async function createServer({ webDir, logger, ...context }: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    routerOptions: { maxParamLength: 1024 },
    forceCloseConnections: true,
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  readBodiesAsText(app);
  if (webDir !== null) await addDocsAndPage(app, webDir, context.version);
  await app.register(async (routes) => {
    addEventRoutes(routes, context);
    addIndicatorRoutes(routes, context);
    addCaseListRoutes(routes, context);
    addCaseRoutes(routes, context);
    addStatusRoutes(routes, context);
  });
  return app;
}

/** Bodies stay text until a route reads them, so that what is refused can be kept byte for byte. */
function readBodiesAsText(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
}

async function addDocsAndPage(app: FastifyInstance, webDir: string, version: string): Promise<void> {
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
    const isPage = request.method === 'GET' && /^\/(case\/|$)/.test(request.url);
    if (isPage) return reply.sendFile('index.html');
    const message = `${request.method} ${request.url.split('?')[0]} is not here; the API is described at /docs`;
    return reply.code(404).send({ problems: [{ code: 'not-found', message }] });
  });
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof Refusal) {
    if (error.status === 503) reply.header('retry-after', '5');
    return reply.code(error.status).send({ problems: error.problems });
  }
  if (hasZodFastifySchemaValidationErrors(error))
    return reply.code(400).send({ problems: queryProblems(error) });
  if (error.statusCode !== undefined && error.statusCode < 500)
    return reply.code(error.statusCode).send({ problems: [{ code: codeOf(error), message: error.message }] });
  request.log.error({ err: error }, 'a request failed');
  reply.header('retry-after', '5');
  return reply.code(503).send({ problems: [unavailable(error)] });
}

const codeOf = (error: FastifyError): string =>
  error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? 'body-too-large' : 'bad-request';

const queryProblems = (error: { validation: { instancePath: string; message?: string }[] }): Problem[] =>
  error.validation.map(({ instancePath, message }) => {
    const field = instancePath.replace(/^\//, '').replaceAll('/', '.');
    return { code: 'bad-parameter', message: `${field || 'query'}: ${message}`, field };
  });

/** The store refused or the disk is full: nothing was answered for, so the same request may come again. */
const unavailable = (error: Error): Problem => ({
  code: /not enough space|no space left/i.test(error.message) ? 'disk-full' : 'store-unavailable',
  message: `the store could not do this: ${error.message.split('\n')[0]!.slice(0, 300)}`,
});
