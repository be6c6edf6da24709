// What is counted of cards, in the text format of Prometheus, as the how-to names it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type AlertMetrics, makeAlertMetrics } from '../../services/cli/alert-metrics.ts';
import type { CardEvent } from '../../services/core/card-life.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import type { Database } from '../../services/store/database.ts';
import { REACHED, someFacts } from '../support/card-events.ts';

const raisedAfter = (ms: number, raisedLate = false): CardEvent => ({
  kind: 'raised',
  cardId: 'c',
  key: '1',
  turn: 1,
  at: REACHED + ms,
  facts: someFacts({ raisedLate }),
});

const linesOf = async (metrics: AlertMetrics): Promise<string[]> =>
  (await metrics.text()).split('\n').filter((line) => /^shixian_/.test(line));

const storeWith = (rows: readonly object[]) => ({ query: async () => rows }) as unknown as Database;

test('cards are counted by kind, and how long a raise took unless it was late', async () => {
  const metrics = makeAlertMetrics();
  expect(await linesOf(metrics)).toContain('shixian_card_events_total{kind="withdrawn"} 0');
  metrics.observe([raisedAfter(300), raisedAfter(-5), raisedAfter(86_400_000, true)]);
  const lines = await linesOf(metrics);
  expect(lines).toContain('shixian_card_events_total{kind="raised"} 3');
  expect(lines).toContain('shixian_card_raise_seconds_count 2');
  expect(lines).toContain('shixian_card_raise_seconds_bucket{le="0.25"} 1');
  expect(lines).toContain('shixian_card_raise_seconds_bucket{le="0.5"} 2');
});

test('messages are those of the store at each asking; a channel that is gone is shown no more', async () => {
  const metrics = makeAlertMetrics();
  let leads = true;
  const rows = [
    { channel: 'desk', status: 'sent', n: 4 },
    { channel: 'city', status: 'dead', n: 1 },
  ];
  metrics.follow(storeWith(rows), () => leads);
  expect(await linesOf(metrics)).toEqual(
    expect.arrayContaining([
      'shixian_alert_leads 1',
      'shixian_alert_messages{channel="desk",status="sent"} 4',
      'shixian_alert_messages{channel="city",status="dead"} 1',
    ]),
  );
  leads = false;
  rows.pop();
  const later = await linesOf(metrics);
  expect(later).toContain('shixian_alert_leads 0');
  expect(later.join('\n')).not.toContain('channel="city"');
});

test('the how-to names every one of them', async () => {
  const metrics = makeAlertMetrics();
  const doc = await readFile(join(packageRoot(), 'docs/how-to/run-alerts.md'), 'utf8');
  const names = [...(await metrics.text()).matchAll(/^# HELP (shixian_\w+)/gm)].map((match) => match[1]!);
  expect(names).toHaveLength(4);
  for (const name of names) expect(doc).toContain(`| \`${name}\` |`);
});
