// Answers what other calendars would change, before they are put in force; nothing is stored.
import type { FastifyInstance } from 'fastify';
import { Problems } from '../../schemas/api.ts';
import { CalendarsComparison, CalendarsQuestion } from '../../schemas/comparison.ts';
import { problemsOf } from '../core/issue-problems.ts';
import type { ApiContext } from './create-server.ts';
import { Refusal } from './refusal.ts';

const BODY = 8 * 1024 * 1024;

export function addCalendarRoutes(app: FastifyInstance, { shixian, now }: ApiContext): void {
  app.post('/v1/calendars/compare', { bodyLimit: BODY, schema }, async (request) => {
    const parsed = CalendarsQuestion.safeParse(readJson(String(request.body ?? '')));
    if (!parsed.success) throw new Refusal(400, problemsOf(parsed.error, null, 'bad-calendars'));
    const compared = await shixian.compareCalendars(parsed.data.calendars, now());
    if (!compared.ok) throw new Refusal(400, compared.problems);
    return compared.value;
  });
}

const schema = {
  summary: 'What other calendars would change: days, verdicts and deadlines',
  description: 'The body is {"calendars": […]}, each as in schemas/json/calendar.json with its days inline.',
  consumes: ['application/json'],
  response: { 200: CalendarsComparison, 400: Problems },
};

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new Refusal(400, [
      { code: 'bad-json', message: `the body is not JSON: ${(error as Error).message}` },
    ]);
  }
}
