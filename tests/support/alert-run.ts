// One random run of two alerting services over one store: kills, freezes, restarts, clocks that are minutes off, events
// told late, channels that fail. Hours pass in milliseconds.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { CardMessage } from '../../schemas/card.ts';
import { Route } from '../../schemas/channel.ts';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { Channel } from '../../services/alert/channels/channel.ts';
import { idOfGround } from '../../services/alert/look-at-cases.ts';
import { type Alerts, openAlerts } from '../../services/alert/open-alerts.ts';
import { openTeller } from '../../services/alert/open-teller.ts';
import { chooseLadder } from '../../services/core/choose-ladder.ts';
import type { CardRules } from '../../services/core/reconcile-cards.ts';
import { type SeededRandom, seededRandom } from '../../services/simulate/seeded-random.ts';
import { openAlertLease } from '../../services/store/alert-lease.ts';
import { enterSince } from '../../services/store/alert-since.ts';
import type { Database } from '../../services/store/database.ts';
import { openStoreClock } from '../../services/store/store-clock.ts';
import { type FragileProcess, startProcess } from './fragile-process.ts';
import { ladders } from './ladders.ts';
import { BEGIN, HOUR } from './random-history.ts';
import { type Batch, drawBatches, openIntake } from './random-store.ts';
import { aTarget, calendars, catalogueOf } from './target-builder.ts';
import { emptyStore } from './test-intake.ts';
import { makeVirtualTime, type VirtualTime } from './virtual-time.ts';

const MINUTE = 60_000;
const SPAN_HOURS = 36;
const SINCE = BEGIN + 12 * HOUR;
/** Everything goes well from then on. */
const CALM = BEGIN + (SPAN_HOURS + 9) * HOUR;
const END = CALM + 20 * HOUR;
const LEASE_TIMES = { silentMs: 8 * HOUR, leadMs: 6 * HOUR, beatMs: 3 * HOUR };
const TABLES = ['card_events', 'case_rungs', 'outbox', 'alert_since'];

const pauses = [{ ground: 'hearing' }, { ground: 'inspection', atMost: { amount: 6, unit: 'hour' } }];
const starts = ['permit.application.received'];
export const catalogue = catalogueOf([
  aTarget({ id: 'hours', value: 12, measured: { method: 'cal_hours', pauses, starts } }),
  aTarget({ id: 'days', value: 1, measured: { method: 'wd_excl', pauses, starts } }),
  aTarget({
    id: 'office',
    value: 0.5,
    measured: { method: 'biz_time', pauses, restarts: ['permit.correction.received'] },
  }),
]);

export const rules: CardRules = {
  catalogue,
  ladderOf: (target) => chooseLadder(target, ladders),
  idOf: idOfGround,
  zoneOf: () => 'Asia/Shanghai',
};

export interface Delivery {
  readonly channel: string;
  readonly message: CardMessage;
  readonly at: number;
}

export interface AlertRun {
  readonly since: number;
  readonly end: number;
  /** What receivers got, every time. */
  readonly deliveries: readonly Delivery[];
  /** Kills and freezes. */
  readonly broken: number;
}

interface World {
  readonly time: VirtualTime;
  readonly db: Database;
  readonly random: SeededRandom;
  readonly lease: string;
  readonly deliveries: Delivery[];
  /** Chance that a channel does not do as it should. */
  readonly trouble: () => number;
}

/** Histories within a day and a half; what they tell comes hours late at most. */
function drawHistories(seed: number): Batch[] {
  const squeeze = (event: AcceptedEvent): AcceptedEvent => {
    const occurredAt = BEGIN + ((event.occurredAt - BEGIN) % (SPAN_HOURS * HOUR));
    const lateMs = (event.receivedAt - event.occurredAt) / 25;
    return { ...event, caseId: `${seed} ${event.caseId}`, occurredAt, receivedAt: occurredAt + lateMs };
  };
  const events = drawBatches(seed, 2, 1)
    .flatMap((batch) => batch.events.map(squeeze))
    .sort((a, b) => a.receivedAt - b.receivedAt);
  const size = Math.ceil(events.length / 6);
  return Array.from({ length: 6 }, (_, i) => events.slice(i * size, (i + 1) * size))
    .filter((part) => part.length > 0)
    .map((part) => ({ receivedAt: Math.ceil(part.at(-1)!.receivedAt), events: part }));
}

/** A receiver that refuses, is asked again, or answers so late that the answer is lost. */
function receiver(world: World, name: string): Channel {
  return {
    name,
    send: async (message) => {
      const fails = world.random.chance(world.trouble());
      const arrives = !fails || world.random.chance(0.5);
      if (arrives) world.deliveries.push({ channel: name, message, at: world.time.now() });
      return fails ? { ok: false, retry: true, detail: 'no answer' } : { ok: true, detail: 'taken' };
    },
  };
}

interface Service {
  readonly process: FragileProcess;
  readonly alerts: Promise<Alerts>;
}

const routes = [
  Route.parse({ channels: ['at-once'], group: { waitSeconds: 0 }, continue: true }),
  Route.parse({ channels: ['gathered'], group: { waitSeconds: 1800, most: 7 } }),
];

function startService(world: World, name: string): Service {
  const { time, random, lease } = world;
  const skewMs = random.whole(-5 * MINUTE, 5 * MINUTE);
  const process = startProcess(time, world.db, skewMs);
  const { db, timers, elapsed } = process;
  const open = async (): Promise<Alerts> => {
    const { now } = await openStoreClock(db, elapsed);
    const channels = ['at-once', 'gathered'].map((each) => process.channel(receiver(world, each)));
    return openAlerts({
      db,
      rules,
      epoch: 1,
      ladders: 'v1',
      now,
      cardsSince: SINCE,
      fromStore: false,
      lead: openAlertLease(db, { lease, holder: name, times: LEASE_TIMES, elapsed }),
      partsOf: ({ holds }) => [
        openTeller({
          db,
          now,
          holds,
          channels: new Map(channels.map((channel) => [channel.name, channel])),
          routes,
          limitsOf: () => [],
          openingAt: (_quiet, at) => at,
          urlOf: (id) => `/cards/${id}`,
          draw: random.unit,
          warn: () => {},
          sinceOf: (names) => enterSince(db, names, SINCE),
          timers,
          sweepMs: 8 * HOUR,
          lookMs: 8 * HOUR,
        }),
      ],
      warn: () => {},
      timers,
      beatMs: LEASE_TIMES.beatMs,
      sweepMs: 8 * HOUR,
      horizonMs: 400 * HOUR,
    });
  };
  return { process, alerts: open() };
}

/** Runs one; the tables of cards and cases are emptied first. */
export async function runAlerts(db: Database, seed: number): Promise<AlertRun> {
  await emptyStore(db);
  for (const table of TABLES) await db.command(`TRUNCATE TABLE ${table}`);
  const random = seededRandom(xoroshiro128plus(seed));
  const batches = drawHistories(seed);
  const time = makeVirtualTime(BEGIN);
  const trouble = () => (time.now() < CALM ? 0.25 : 0);
  const world: World = { time, db, random, lease: `run ${seed}`, deliveries: [], trouble };
  const take = await openIntake(db, { known: calendars, catalogue, batches }, time.now);
  const services = [startService(world, 'a 0'), startService(world, 'b 0')];
  let broken = 0;
  const harm = random.pick([0, 3, 8, 20]);
  const moments = [
    ...batches.map((batch) => ({ at: batch.receivedAt, act: () => tell(batch) })),
    ...Array.from({ length: harm }, (_, i) => ({
      at: BEGIN + random.whole(1, (SPAN_HOURS + 6) * 60) * MINUTE,
      act: () => strike(`${i + 1}`),
    })),
  ].sort((a, b) => a.at - b.at);

  const tell = async (batch: Batch): Promise<void> => {
    await take(batch);
    for (const { alerts } of services)
      if (harm === 0 || random.chance(0.8)) void alerts.then((one) => one.changed(batch.events));
  };
  const strike = async (name: string): Promise<void> => {
    broken += 1;
    const which = random.whole(0, 1);
    const { process } = services[which]!;
    const awaits = random.whole(1, 40);
    const awayMs = random.whole(1, 9 * 60) * MINUTE;
    if (random.chance(0.5)) {
      process.freezeAfter(awaits);
      time.timers.set(() => process.thaw(), awayMs);
      return;
    }
    process.killAfter(awaits);
    time.timers.set(() => {
      process.kill();
      services[which] = startService(world, `${which} ${name}`);
    }, awayMs);
  };

  for (const { at, act } of moments) {
    await time.runUntil(at);
    await act();
  }
  await time.runUntil(END);
  for (const { process } of services) process.kill();
  return { since: SINCE, end: END, deliveries: world.deliveries, broken };
}
