// How soon after its instant a card is stored: cases whose deadlines fall one after another, then many at one instant, and
// cases told of when their deadline has passed, beside others that are open. `npm run bench:cards`
// SHIXIAN_CASES (3000) one after another in half a minute, SHIXIAN_BURST (1000) at once, SHIXIAN_OPEN (20000) besides.
import { expect, test } from 'vitest';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { aloneInLead } from '../../services/alert/lead.ts';
import { idOfGround } from '../../services/alert/look-at-cases.ts';
import { openAlerts } from '../../services/alert/open-alerts.ts';
import type { CardFacts } from '../../services/core/card-life.ts';
import { chooseLadder } from '../../services/core/choose-ladder.ts';
import { openTestDatabase } from '../support/embedded-database.ts';
import { ladders } from '../support/ladders.ts';
import { openIntake } from '../support/random-store.ts';
import { aTarget, calendars, catalogueOf } from '../support/target-builder.ts';

const CASES = Number(process.env['SHIXIAN_CASES'] ?? 3000);
const BURST = Number(process.env['SHIXIAN_BURST'] ?? 1000);
const OPEN = Number(process.env['SHIXIAN_OPEN'] ?? 20_000);
const HOUR = 3_600_000;
const SPREAD_MS = 30_000;

const starts = ['permit.application.received'];
const catalogue = catalogueOf([aTarget({ id: 'hour', value: 1, measured: { method: 'cal_hours', starts } })]);

/** A case whose hour is used up at an instant. */
const dueAt = (name: string, at: number): AcceptedEvent => ({
  system: 'permit',
  caseId: name,
  source: '/bench',
  id: name,
  type: 'permit.application.received',
  occurredAt: at - HOUR - 1,
  dayOnly: false,
  recordedAt: null,
  receivedAt: at - HOUR,
  sequence: '',
  data: { jurisdiction: 'cn/hubei/ezhou', service: 'permit', attributes: {} },
});

test('from the instant of a rung to the stored card', { timeout: 900_000 }, async () => {
  const { db, close } = await openTestDatabase();
  const take = await openIntake(
    db,
    { known: calendars, catalogue, batches: [{ receivedAt: 0, events: [] }] },
    Date.now,
  );
  const tell = (events: AcceptedEvent[]) => take({ receivedAt: 0, events });
  await tell(Array.from({ length: OPEN }, (_, i) => dueAt(`open ${i}`, Date.now() + HOUR + i)));
  const from = Date.now() + 15_000;
  const burstAt = from + SPREAD_MS + 5000;
  await tell(
    Array.from({ length: CASES }, (_, i) => dueAt(`spread ${i}`, from + Math.floor((i * SPREAD_MS) / CASES))),
  );
  await tell(Array.from({ length: BURST }, (_, i) => dueAt(`burst ${i}`, burstAt)));
  const stored: Stored[] = [];
  const alerts = openAlerts({
    db,
    rules: {
      catalogue,
      ladderOf: (target) => chooseLadder(target, ladders),
      idOf: idOfGround,
      zoneOf: () => 'Asia/Shanghai',
    },
    epoch: 1,
    ladders: 'bench',
    now: Date.now,
    cardsSince: from - 1,
    fromStore: false,
    lead: aloneInLead,
    partsOf: () => [],
    observe: (events) => {
      const at = Date.now();
      for (const event of events) if (event.kind === 'raised') stored.push({ at, facts: event.facts });
    },
    warn: (fields, message) => console.warn(message, fields),
  });
  await new Promise((resolve) => setTimeout(resolve, burstAt - Date.now() + 5000));
  const late = Array.from({ length: 100 }, (_, i) => dueAt(`late ${i}`, burstAt));
  const toldAt = Date.now();
  await tell(late);
  alerts.changed(late);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  await alerts.stop();
  report(stored, 'spread', CASES, null);
  report(stored, 'burst', BURST, null);
  report(stored, 'late', late.length, toldAt);
  await close();
});

interface Stored {
  readonly at: number;
  readonly facts: CardFacts;
}

/** From the instant of the rung, or from when it was told of, until the card was stored. */
function report(stored: readonly Stored[], name: string, expected: number, toldAt: number | null): void {
  const late = stored
    .filter(({ facts }) => facts.rung === 'red' && facts.caseId!.startsWith(name))
    .map(({ at, facts }) => at - (toldAt ?? facts.reachedAt))
    .sort((a, b) => a - b);
  const quantile = (share: number) => late[Math.min(late.length - 1, Math.floor(share * late.length))];
  process.stdout.write(
    `${name}: ${late.length} cards stored ${quantile(0.5)} ms (median), ${quantile(0.99)} ms (p99), ${late.at(-1)} ms (most) after\n`,
  );
  expect(late.length).toBe(expected);
}
