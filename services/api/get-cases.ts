// Answers lists of cases, as pages of JSON or whole as CSV or JSON for download.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { CaseListQuery, Problems } from '../../schemas/api.ts';
import { CasePage, CaseRow } from '../../schemas/indicator.ts';
import { formatInstant } from '../core/instant.ts';
import { type CaseListQuestion, type CaseListRow, readCases } from '../store/read-cases.ts';
import { ALL_KNOWN } from '../store/read-indicators.ts';
import type { ApiContext } from './create-server.ts';
import { toCsv } from './csv.ts';
import { readUpTo } from './read-instant.ts';
import { requireSystem } from './require-system.ts';

const PAGE = 50;
const ALL = 1_000_000;

export function addCaseListRoutes(app: FastifyInstance, context: ApiContext): void {
  app.get('/v1/cases', { schema }, async (request, reply) => {
    const query = request.query as z.output<typeof CaseListQuery>;
    requireSystem(query.system);
    const question = questionOf(query, context.now());
    const { total, rows } = await readCases(context.shixian.db, question);
    const cases = rows.map((row) => caseRow(row, context));
    if (query.format === 'csv') {
      reply.header('content-disposition', `attachment; filename="cases-${query.system}-${query.state}.csv"`);
      return reply.type('text/csv; charset=utf-8').send(caseCsv(cases));
    }
    const shown = question.offset + rows.length;
    return {
      asOf: formatInstant(question.asOf, 'Asia/Shanghai'),
      total,
      cases,
      next: shown < total && rows.length > 0 ? String(shown) : null,
    };
  });
}

const schema = {
  summary: 'Cases of one system as they stand at an instant',
  description: 'Further query parameters are attributes that cases must have, such as department=General.',
  querystring: CaseListQuery,
  response: { 200: z.union([CasePage, z.string()]), 400: Problems, 503: Problems },
};

function questionOf(query: z.output<typeof CaseListQuery>, now: number): CaseListQuestion {
  const { system, within, asOf, knownAt, state, sort, search, limit, cursor, format, ...having } = query;
  return {
    system,
    within,
    asOf: readUpTo('asOf', asOf, now),
    knownAt: readUpTo('knownAt', knownAt, ALL_KNOWN),
    state,
    sort,
    search,
    having,
    limit: limit ?? (format === 'csv' ? ALL : PAGE),
    offset: cursor,
  };
}

function caseRow(row: CaseListRow, { shixian }: ApiContext): CaseRow {
  const target = shixian.rules.catalogue.byId.get(row.target_id);
  const show = (at: number | null) => (at === null ? null : formatInstant(at, row.zone));
  return {
    caseId: row.case_id,
    system: row.system,
    jurisdiction: row.jurisdiction,
    service: row.service,
    department: row.attributes['department'] ?? '',
    channel: row.attributes['channel'] ?? '',
    targetId: row.target_id === '' ? null : row.target_id,
    clause: target?.target.clause ?? null,
    verdict: row.verdict,
    open: row.state === 'open',
    startedAt: show(row.begun_at),
    endedAt: show(row.ended_at),
    deadline: show(row.deadline),
    elapsed: row.elapsed,
    unit: row.target_id === '' ? null : row.unit,
    limit: row.limit_units,
    overdueSeconds: row.overdue_ms === null ? null : Math.floor(row.overdue_ms / 1000),
    problems: row.case_problems,
  };
}

const columns = Object.keys(CaseRow.shape) as (keyof CaseRow)[];

const caseCsv = (cases: readonly CaseRow[]): string =>
  toCsv(
    columns,
    cases.map((row) => columns.map((name) => (name === 'problems' ? row.problems.join(' ') : row[name]))),
  );
