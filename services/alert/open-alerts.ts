// Looks after cards: one process leads and does so, the others stand by.

import type { CaseKey } from '../store/case-events.ts';
import type { Lead } from './lead.ts';
import { startLoop } from './step-loop.ts';
import { beginTerm, type Term, type TermOptions } from './term.ts';

export interface AlertsOptions extends Omit<TermOptions, 'holds'> {
  readonly lead: Lead;
  /** How often it is asked who leads. */
  readonly beatMs?: number;
}

export interface Alerts {
  /** Cases that may have changed, where this process knows of it. */
  changed(keys: readonly CaseKey[]): void;
  /** Something happened to a card. */
  wake(): void;
  state(): AlertState;
  stop(): Promise<void>;
}

export interface AlertState {
  readonly leads: boolean;
}

const BEAT_MS = 2000;

export function openAlerts({ lead, ...options }: AlertsOptions): Alerts {
  const { now, warn, timers, beatMs = BEAT_MS } = options;
  let term: Term | null = null;
  const look = async (): Promise<number> => {
    const leads = await lead.beat();
    if (leads && term === null) term = await beginTerm({ ...options, holds: lead.holds });
    if (!leads) await endTerm();
    return now() + beatMs;
  };
  const endTerm = async (): Promise<void> => {
    const ended = term;
    term = null;
    await ended?.end();
  };
  const loop = startLoop({
    step: look,
    now,
    failed: (error) => warn({ err: error }, 'who looks after cards is not known; asked again in a second'),
    ...(timers ? { timers } : {}),
  });
  return {
    changed: (keys) => term?.changed(keys),
    wake: () => term?.wake(),
    state: () => ({ leads: term !== null }),
    stop: async () => {
      await loop.stop();
      await endTerm();
      await lead.release();
    },
  };
}
