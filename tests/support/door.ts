// A whole event, and what the door says of any other.
import type { Problem } from '../../schemas/problem.ts';
import { type Acceptance, acceptEvent } from '../../services/core/accept-event.ts';

export const NOW = Date.parse('2026-04-01T00:00:00Z');
export const whole = {
  specversion: '1.0',
  id: 'e1',
  source: '/desk',
  type: 'permit.application.received',
  subject: 'c1',
  time: '2026-03-02T09:00:00+08:00',
  data: { jurisdiction: 'cn/hubei' },
};
export const withData = (type: string, data: unknown) => ({ ...whole, type: `permit.${type}`, data });
export const accept = (message: unknown) => acceptEvent(message, NOW);

export function problems(result: Acceptance): readonly Problem[] {
  if (result.ok) throw new Error('it was accepted');
  return result.problems;
}
export const refusal = (message: unknown): Problem => problems(accept(message))[0]!;
