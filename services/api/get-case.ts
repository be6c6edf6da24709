// Answers one case whole: events, clocks, spans, clauses, and why other targets do not apply.
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { CaseParams, CaseQuery, Problems } from '../../schemas/api.ts';
import { CaseExplanation } from '../../schemas/clock.ts';
import { explainCase } from '../core/explain-case.ts';
import { judgeCase } from '../core/judge-case.ts';
import { findSystems, keyText, readEvents } from '../store/case-events.ts';
import type { ApiContext } from './create-server.ts';
import { readUpTo } from './read-instant.ts';
import { Refusal } from './refusal.ts';
import { requireSystem } from './require-system.ts';

export function addCaseRoutes(app: FastifyInstance, context: ApiContext): void {
  app.get('/v1/cases/:caseId', { schema }, async (request) => {
    const { caseId } = request.params as z.output<typeof CaseParams>;
    const query = request.query as z.output<typeof CaseQuery>;
    if (query.system !== undefined) requireSystem(query.system);
    const asOf = readUpTo('asOf', query.asOf, context.now());
    const knownAt = query.knownAt === undefined ? null : readUpTo('knownAt', query.knownAt, 0);
    return explain(context, caseId, query.system, asOf, knownAt);
  });
}

const schema = {
  summary: 'One case, explained down to the event and the clause',
  params: CaseParams,
  querystring: CaseQuery,
  response: { 200: CaseExplanation, 400: Problems, 404: Problems, 409: Problems, 503: Problems },
};

async function explain(
  { shixian, zoneOf }: ApiContext,
  caseId: string,
  asked: string | undefined,
  asOf: number,
  knownAt: number | null,
): Promise<CaseExplanation> {
  const system = asked ?? (await onlySystem(shixian.db, caseId));
  const key = { system, caseId };
  const events = (await readEvents(shixian.db, [key], knownAt ?? undefined)).get(keyText(key)) ?? [];
  if (events.length === 0) throw caseNotFound(caseId, system);
  const judged = judgeCase(events, shixian.rules.catalogue);
  return explainCase({
    events,
    judged,
    catalogue: shixian.rules.catalogue,
    asOf,
    knownAt,
    zone: zoneOf(judged),
  });
}

/** The system of a case whose system was not told; refused where it is in several. */
export async function onlySystem(db: ApiContext['shixian']['db'], caseId: string): Promise<string> {
  const systems = await findSystems(db, caseId);
  if (systems.length === 1) return systems[0]!;
  if (systems.length === 0) throw caseNotFound(caseId);
  const message = `case ${caseId} is in ${systems.join(' and ')}; say which with system`;
  throw new Refusal(409, [{ code: 'case-in-many-systems', message, field: 'system' }]);
}

export const caseNotFound = (caseId: string, system?: string): Refusal =>
  new Refusal(404, [
    {
      code: 'case-not-found',
      message: `no event of case "${caseId}"${system ? ` of ${system}` : ''} is known`,
      field: 'caseId',
      value: caseId,
    },
  ]);
