// Answers the program's metrics in the text format of Prometheus.
import type { FastifyInstance } from 'fastify';

export interface MetricsText {
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

export function addMetricsRoutes(
  app: FastifyInstance,
  { metrics }: { readonly metrics?: MetricsText },
): void {
  if (!metrics) return;
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
}
