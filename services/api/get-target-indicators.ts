// Answers how each measured target was kept, group targets (average, share) judged as the group they promise for.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Problems, TargetIndicatorQuery } from '../../schemas/api.ts';
import { TargetRow } from '../../schemas/target-row.ts';
import { ALL_KNOWN } from '../store/read-indicators.ts';
import { readTargetIndicators } from '../store/targets.ts';
import type { ApiContext } from './create-server.ts';
import { toCsv } from './csv.ts';
import { readUpTo } from './read-instant.ts';
import { requireSystem } from './require-system.ts';

export function addTargetIndicatorRoutes(app: FastifyInstance, { shixian, now }: ApiContext): void {
  app.get('/v1/targets/indicators', { schema }, async (request, reply) => {
    const query = request.query as z.output<typeof TargetIndicatorQuery>;
    requireSystem(query.system);
    const rows = await readTargetIndicators(shixian.db, {
      system: query.system,
      asOf: readUpTo('asOf', query.asOf, now()),
      knownAt: readUpTo('knownAt', query.knownAt, ALL_KNOWN),
    });
    if (query.format === 'json') return rows;
    const columns = Object.keys(TargetRow.shape) as (keyof TargetRow)[];
    reply.header('content-disposition', `attachment; filename="targets-${query.system}.csv"`);
    const cells = rows.map((row) => columns.map((name) => row[name]));
    return reply.type('text/csv; charset=utf-8').send(toCsv(columns, cells));
  });
}

const schema = {
  summary: 'How each measured target of a system was kept, by period',
  querystring: TargetIndicatorQuery,
  response: { 200: z.union([z.array(TargetRow), z.string()]), 400: Problems },
};
