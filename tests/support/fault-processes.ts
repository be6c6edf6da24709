// Consumer processes for fault runs: started with a plan of where to break, listened to, resumed, killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ClickhouseSettings } from '../../services/platform/clickhouse-settings.ts';
import type { KafkaSettings } from '../../services/platform/kafka-settings.ts';
import { packageRoot } from '../../services/platform/package-root.ts';

export interface PlannedFault {
  /** Breaks at the n-th call of a port, from 1. */
  readonly call: number;
  readonly when: 'before' | 'after';
  readonly kind: 'kill' | 'stop' | 'error' | 'slow';
}

export interface ChildPlan {
  readonly kafka: KafkaSettings;
  readonly clickhouse: ClickhouseSettings;
  readonly group: string;
  readonly systems: readonly string[];
  /** The most messages of a range. */
  readonly messages: number;
  readonly faults: readonly PlannedFault[];
}

export interface FaultChild {
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly hasEnded: () => boolean;
  /** Everything it told, in order. */
  readonly told: readonly Record<string, unknown>[];
  readonly errors: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
}

/** A process that stops itself is resumed after `frozenMs`, when others have long taken its partitions. */
export function startFaultChild(plan: ChildPlan, frozenMs: number): FaultChild {
  const script = join(packageRoot(), 'tests/support/fault-child.mjs');
  const args = [script, join(packageRoot(), 'dist'), JSON.stringify(plan)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const told: Record<string, unknown>[] = [];
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const resume = () => child.kill('SIGCONT');
  createInterface(child.stdout).on('line', (line) => {
    const found = JSON.parse(line);
    told.push(found);
    if (found.stopping) setTimeout(resume, frozenMs);
  });
  return {
    ended: once(child, 'exit').then(([code, signal]) => ({ code, signal })),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    told,
    errors: () => errors,
    kill: (signal) => {
      child.kill('SIGCONT');
      child.kill(signal);
    },
  };
}
