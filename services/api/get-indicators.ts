// Answers indicators: JSON for programs, CSV for spreadsheets.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { IndicatorQuery, Problems } from '../../schemas/api.ts';
import { IndicatorRow } from '../../schemas/indicator.ts';
import { ALL_KNOWN, readIndicators } from '../store/read-indicators.ts';
import type { ApiContext } from './create-server.ts';
import { toCsv } from './csv.ts';
import { readEdge, readUpTo } from './read-instant.ts';
import { requireSystem } from './require-system.ts';

export function addIndicatorRoutes(app: FastifyInstance, { shixian, now }: ApiContext): void {
  app.get('/v1/indicators', { schema }, async (request, reply) => {
    const query = request.query as z.output<typeof IndicatorQuery>;
    requireSystem(query.system);
    const hasPeriod = query.from !== undefined || query.to !== undefined;
    const rows = await readIndicators(shixian.db, {
      system: query.system,
      within: query.within,
      asOf: readUpTo('asOf', query.asOf, now()),
      knownAt: readUpTo('knownAt', query.knownAt, ALL_KNOWN),
      groupBy: query.groupBy,
      period: hasPeriod
        ? {
            from: readEdge('from', query.from, 0),
            to: readEdge('to', query.to, ALL_KNOWN),
            by: query.periodBy,
          }
        : null,
    });
    if (query.format === 'json') return rows;
    reply.header('content-disposition', `attachment; filename="indicators-${query.system}.csv"`);
    return reply.type('text/csv; charset=utf-8').send(indicatorCsv(rows, query.groupBy));
  });
}

const schema = {
  summary: 'Indicators of one system, in all or by group',
  querystring: IndicatorQuery,
  response: { 200: z.union([z.array(IndicatorRow), z.string()]), 400: Problems, 503: Problems },
};

const indicatorCsv = (rows: readonly IndicatorRow[], groupBy: readonly string[]): string =>
  toCsv(
    ['indicator', ...groupBy, 'value', 'unit', 'n'],
    rows.map(({ indicator, group, value, unit, n }) => [
      indicator,
      ...groupBy.map((key) => group[key]),
      value,
      unit,
      n,
    ]),
  );
