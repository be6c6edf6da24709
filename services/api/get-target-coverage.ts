// Answers how much of the catalogue is measured, by document and by domain, and why the rest is not.
import type { FastifyInstance } from 'fastify';
import { TargetCoverage } from '../../schemas/target-coverage.ts';
import { targetCoverage } from '../core/target-coverage.ts';
import type { ApiContext } from './create-server.ts';

export function addTargetCoverageRoutes(app: FastifyInstance, { shixian }: ApiContext): void {
  app.get('/v1/targets/coverage', { schema }, async () => targetCoverage(shixian.rules.targets));
}

const schema = {
  summary: 'How many documented targets are measured, and why the others are not',
  response: { 200: TargetCoverage },
};
