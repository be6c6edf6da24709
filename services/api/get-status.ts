// Answers what the program holds and judges by, and whether it is alive.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Problems } from '../../schemas/api.ts';
import { vocabularies } from '../../schemas/events/vocabulary.ts';
import { Status } from '../../schemas/indicator.ts';
import { Target } from '../../schemas/target.ts';
import { formatInstant } from '../core/instant.ts';
import { readStoreStatus } from '../store/read-status.ts';
import { storeCheck } from './check-store.ts';
import type { ApiContext, Health } from './create-server.ts';

const ZONE = 'Asia/Shanghai';

export function addStatusRoutes(app: FastifyInstance, context: ApiContext): void {
  const { shixian, now, version } = context;
  app.get(
    '/v1/status',
    { schema: { summary: 'What the store holds', response: { 200: Status, 503: Problems } } },
    async () => {
      const status = await readStoreStatus(shixian.db);
      return {
        version,
        now: formatInstant(now(), ZONE),
        latestEventAt: status.latestEventAt === null ? null : formatInstant(status.latestEventAt, ZONE),
        events: status.events,
        cases: sumOf(status.places),
        rejected: status.rejected,
        systems: vocabularies.map(({ system, zh, en }) => {
          const places = status.places.filter((place) => place.system === system);
          return {
            system,
            zh,
            en,
            cases: sumOf(places),
            places: places.map(({ system: _, latestEventAt, ...place }) => ({
              ...place,
              latestEventAt: formatInstant(latestEventAt, ZONE),
            })),
          };
        }),
        catalogueVersion: shixian.rules.catalogue.version,
      };
    },
  );
  app.get('/v1/targets', { schema: targetsSchema }, async () => shixian.rules.targets);
  addHealthRoutes(app, context);
}

/** Alive until only a new process helps; ready while the store answers and what comes is taken in. */
function addHealthRoutes(app: FastifyInstance, { shixian, health }: ApiContext): void {
  const checkStore = storeCheck(shixian.db);
  app.get('/healthz', { schema: { hide: true } }, async (_request, reply) => {
    const found = health?.();
    if (found?.alive !== false) return { status: 'alive' };
    return reply.code(503).send({ status: 'dead', ...inWords(found) });
  });
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const found = health?.();
    if (found && !found.ready) return reply.code(503).send({ status: 'not-ready', ...inWords(found) });
    await checkStore();
    return { status: 'ready', ...(found ? inWords(found) : {}) };
  });
}

const inWords = ({ state, reason, since }: Health) => ({
  state,
  ...(reason ? { reason } : {}),
  ...(since === undefined ? {} : { since: formatInstant(since, ZONE) }),
});

const sumOf = (places: readonly { cases: number }[]): number =>
  places.reduce((sum, { cases }) => sum + cases, 0);

const targetsSchema = {
  summary: 'Every documented target, with its document, clause and how it is measured or why not',
  response: { 200: z.array(z.intersection(Target, z.object({ document: z.unknown() }))) },
};
