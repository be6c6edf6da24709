// Targets of every method and kind, and a way to hold a law against every random history.
import fc from 'fast-check';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { CatalogueTarget, Method } from '../../schemas/target.ts';
import type { Clock } from '../../services/core/clock.ts';
import { anyActs, BEGIN, DAYS, eventsOf, HOUR } from './random-history.ts';
import { aTarget, catalogueOf } from './target-builder.ts';

/** How many histories a law is held against. */
export const RUNS = Number(process.env['SHIXIAN_CASES'] ?? 300);
export const pauses = [
  { ground: 'hearing' },
  { ground: 'inspection', atMost: { amount: 3, unit: 'working_day' } },
  { ground: 'expert-review', atMost: { amount: 60, unit: 'hour' } },
  { ground: 'correction' },
];
export const limits: Record<Method, number> = {
  wd_excl: 10,
  wd_incl: 10,
  biz_time: 8.5,
  biz_hours: 50,
  cal_days: 15,
  cal_hours: 300,
  half_days: 7.5,
};
export const methods = Object.keys(limits) as Method[];
export const byMethod = methods.map((method) =>
  aTarget({ id: method.replace('_', '-'), value: limits[method], measured: { method, pauses } }),
);
const rich = aTarget({
  id: 'rich',
  measured: {
    starts: ['permit.application.accepted', 'permit.application.received'],
    stops: [{ event: 'permit.stage.ended', data: { stage: 'construction-permit' } }],
    restarts: ['permit.correction.received'],
    pauses,
    extension: { atMost: 5, times: 2 },
  },
});
const dated = aTarget({
  id: 'dated',
  value: null,
  measured: { limitFromCase: 'promisedBy', starts: ['permit.application.received'], pauses },
});
export const targets: CatalogueTarget[] = [...byMethod, rich, dated];
export const catalogue = catalogueOf(targets);

/** Instants at which an answer may change, those around them, and some at random. */
export function instantsOf({ walk }: Clock): number[] {
  const edges = [...walk.t, ...walk.due].filter((at) => at < BEGIN + 300 * 24 * HOUR);
  const spread = Array.from({ length: 12 }, (_, i) => BEGIN + i * DAYS * 2.3 * HOUR);
  return [...edges.flatMap((at) => [at - 1, at, at + 1]), ...spread];
}

export const forEvery = (check: (events: AcceptedEvent[]) => void, acts = anyActs) =>
  fc.assert(
    fc.property(acts, (list) => check(eventsOf(list))),
    { numRuns: RUNS },
  );
