// Counts what becomes of cards, for Prometheus to fetch.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricsText } from '../api/get-metrics.ts';
import type { CardEvent, CardEventKind } from '../core/card-life.ts';
import { addProcessMetrics } from '../ingest/ingest-metrics.ts';
import type { Database } from '../store/database.ts';
import { countSendings } from '../store/outbox.ts';

export interface AlertMetrics extends MetricsText {
  /** Without what is said of the process itself. */
  readonly ownText: () => Promise<string>;
  /** Counts what this process told of cards. */
  readonly observe: (events: readonly CardEvent[]) => void;
  /** From here on messages in the store are counted, and `leads` says whether this process looks after cards. */
  readonly follow: (db: Database, leads: () => boolean) => void;
}

const KINDS: readonly CardEventKind[] = ['raised', 'reinstated', 'withdrawn', 'closed', 'reply-overdue'];

/** Both in one text; what either says of the process itself is said once. */
export const besideIngest = (ingest: MetricsText, alerts: AlertMetrics): MetricsText => ({
  contentType: ingest.contentType,
  text: async () => `${await ingest.text()}\n${await alerts.ownText()}`,
});

export function makeAlertMetrics(): AlertMetrics {
  const registry = new Registry();
  const registers = [registry];
  const ofProcess = new Registry();
  addProcessMetrics(ofProcess);
  const leads = new Gauge({
    name: 'shixian_alert_leads',
    help: 'Whether this process looks after cards: 1 or 0. Of all services one has 1.',
    registers,
  });
  const events = new Counter({
    name: 'shixian_card_events_total',
    help: 'What this process told of cards, by kind.',
    labelNames: ['kind'],
    registers,
  });
  const seconds = new Histogram({
    name: 'shixian_card_raise_seconds',
    help: 'From the instant a rung was reached to the raise of its card; those raised late are left out.',
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 60],
    registers,
  });
  const messages = new Gauge({
    name: 'shixian_alert_messages',
    help: 'Messages to channels that the store holds, by what became of them.',
    labelNames: ['channel', 'status'],
    registers,
  });
  for (const kind of KINDS) events.inc({ kind }, 0);
  let look = async (): Promise<void> => {};
  const ownText = async (): Promise<string> => {
    await look();
    return registry.metrics();
  };
  return {
    contentType: registry.contentType,
    text: async () => `${await ofProcess.metrics()}\n${await ownText()}`,
    ownText,
    observe: (told) => {
      for (const event of told) {
        events.inc({ kind: event.kind });
        if (event.kind === 'raised' && !event.facts.raisedLate)
          seconds.observe(Math.max(0, event.at - event.facts.reachedAt) / 1000);
      }
    },
    follow: (db, isLeading) => {
      look = async () => {
        leads.set(isLeading() ? 1 : 0);
        const counts = await countSendings(db);
        messages.reset();
        for (const { channel, status, n } of counts) messages.set({ channel, status }, n);
      };
    },
  };
}
