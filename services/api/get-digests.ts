// Answers the figures of the daily and the monthly digest; whoever asks renders them.
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { Problems } from '../../schemas/api.ts';
import { DailyDigest, DailyQuery, MonthlyDigest, MonthlyQuery } from '../../schemas/digest.ts';
import { dayPeriod, lastDay, lastMonth, monthPeriod } from '../store/digest-period.ts';
import { readDailyDigest, readMonthlyDigest } from '../store/read-digest.ts';
import type { ApiContext } from './create-server.ts';
import { Refusal } from './refusal.ts';

export function addDigestRoutes(app: FastifyInstance, { shixian, now }: ApiContext): void {
  app.get('/v1/digests/daily', { schema: dailySchema }, async (request) => {
    const { date } = request.query as z.output<typeof DailyQuery>;
    const at = now();
    const period = date ?? lastDay(at);
    requireBegun('date', period, dayPeriod(period).from, at);
    return readDailyDigest(shixian.db, { period, now: at });
  });
  app.get('/v1/digests/monthly', { schema: monthlySchema }, async (request) => {
    const { month } = request.query as z.output<typeof MonthlyQuery>;
    const at = now();
    const period = month ?? lastMonth(at);
    requireBegun('month', period, monthPeriod(period).from, at);
    return readMonthlyDigest(shixian.db, { period, now: at });
  });
}

/** The store's own range of instants begins in 1900. */
const FIRST = Date.UTC(1901, 0, 1);

function requireBegun(field: string, value: string, from: number, now: number): void {
  if (from <= now && from >= FIRST) return;
  const message = `${field}: expected a ${field === 'date' ? 'day' : 'month'} that has begun, from 1901 on, got ${value}`;
  throw new Refusal(400, [{ code: 'period-out-of-range', message, field, value }]);
}

const answers = { 400: Problems, 503: Problems };
const dailySchema = {
  summary: '日清日报: what began and ended on a day, and what was open, overdue and due at its end',
  querystring: DailyQuery,
  response: { 200: DailyDigest, ...answers },
};
const monthlySchema = {
  summary: '月度通报: a month against the one before, rankings, time taken against limits, targets kept',
  querystring: MonthlyQuery,
  response: { 200: MonthlyDigest, ...answers },
};
