// The shape of each verdict.
import type { Verdict } from '../../schemas/clock.ts';
import type { MarkName } from './components/mark.tsx';

export const markOf: Record<Verdict, MarkName> = {
  running: 'running',
  paused: 'paused',
  met: 'met',
  breached: 'late',
  void: 'void',
  'not-applicable': 'none',
  'no-target': 'none',
  unknown: 'unknown',
};
