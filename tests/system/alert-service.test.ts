// `shixian alert` over a ClickHouse server: cards are raised and told once, by one service of two, and another takes over.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { CardPage } from '../../schemas/card-answers.ts';
import { permitCase } from '../support/case-builder.ts';
import { type ClickhouseFront, openFront } from '../support/clickhouse-front.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { endServers, type Server, shixian, shixianJson, startCommand } from '../support/shixian-process.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

let store: TestDatabase;
let front: ClickhouseFront;
let receiver: Receiver;
let folder: TempFolder;
let env: Record<string, string>;
beforeAll(async () => {
  folder = await tempFolder();
  store = await openTestDatabase({ migrated: false });
  front = await openFront(store.db);
  receiver = await openReceiver();
  const file = join(folder.path, 'channels.yaml');
  await writeFile(
    file,
    `channels:\n  desk: { kind: webhook, url: "${receiver.url}" }\nroutes:\n  - { channels: [desk], group: { waitSeconds: 0, most: 1 } }\n`,
  );
  env = { SHIXIAN_CLICKHOUSE_URL: front.url, SHIXIAN_CHANNELS: file };
  expect((await shixian(['migrate'], { env })).code).toBe(0);
});
afterEach(endServers);
afterAll(async () => {
  await front?.close();
  await store?.close();
  await receiver?.close();
  await folder?.remove();
});

async function until<T>(ask: () => Promise<T>, enough: (found: T) => boolean): Promise<T> {
  for (const end = Date.now() + 60_000; ; ) {
    const found = await ask();
    if (enough(found)) return found;
    if (Date.now() > end) throw new Error(`not in a minute: ${JSON.stringify(found).slice(0, 500)}`);
    await sleep(100);
  }
}

const startAlert = () =>
  startCommand(
    ['alert', '--port', '0', '--cards-since', '2026-03-01', '--public-url', 'https://page.example.org'],
    { env },
  );
const stateOf = async (server: Server): Promise<string> =>
  ((await (await fetch(`${server.address}/readyz`)).json()) as { state: string }).state;
const metricsOf = async (server: Server): Promise<string> =>
  (await fetch(`${server.address}/metrics`)).text();

/** All of its rungs were reached in the spring of 2026. */
const oldCase = (name: string) =>
  permitCase(name)
    .received('2026-03-02T10:00+08:00', {
      jurisdiction: 'cn/hubei/ezhou/echeng',
      service: 'construction project approval',
      attributes: {
        projectKind: 'general-industrial',
        investment: 'social',
        landWithScheme: false,
        riskClass: 'general',
      },
    })
    .accepted('2026-03-02T10:00+08:00');

const post = (server: Server, name: string) =>
  fetch(`${server.address}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(oldCase(name).messages()),
  });

const told = () =>
  receiver.received.flatMap(({ body }) =>
    (JSON.parse(body).data.cards as { caseId: string; rung: string }[]).map(
      ({ caseId, rung }) => `${caseId} ${rung}`,
    ),
  );
const RUNGS = ['warning', 'yellow', 'red', 'escalation'];
const everyRung = (...names: string[]) =>
  names.flatMap((name) => RUNGS.map((rung) => `${name} ${rung}`)).sort();

test('one leads and tells, the other stands by and takes over; nothing is told twice', async () => {
  const gateway = await startCommand(['gateway', '--port', '0'], { env });
  expect((await post(gateway, 'one')).status).toBe(200);

  const first = await startAlert();
  expect(first.output().stdout).toContain('they are told to desk');
  await until(
    () => stateOf(first),
    (state) => state === 'leading',
  );
  await until(
    async () => told().length,
    (n) => n >= 4,
  );
  const second = await startAlert();
  expect(await stateOf(second)).toBe('standing by');
  const metrics = await until(
    () => metricsOf(first),
    (text) => text.includes('shixian_alert_messages{channel="desk",status="sent"} 4'),
  );
  expect(metrics).toContain('shixian_alert_leads 1');
  expect(metrics).toContain('shixian_card_events_total{kind="raised"} 4');
  expect(await metricsOf(second)).toContain('shixian_alert_leads 0');

  const listed = await shixianJson<CardPage>(['alerts', 'list', '--data', gateway.address]);
  expect(listed.cards.map(({ caseId, rung, raisedLate }) => [caseId, rung, raisedLate])).toEqual(
    RUNGS.toReversed().map((rung) => ['one', rung, true]),
  );
  const red = ['alerts', 'list', '--rung', 'red', '--data', gateway.address];
  const { stdout } = await shixian(red);
  expect(stdout).toMatch(/^1 cards; 1 raised 已亮牌\n/);
  expect(stdout).toMatch(/ late 补亮 +red card 红牌 +raised 已亮牌 +permit +one /);
  const none = ['alerts', 'list', '--system', 'water', '--state', 'all', '--data', gateway.address];
  expect((await shixian(none)).stdout).toBe('no card matches\n');

  expect(await first.stop('SIGKILL')).toBe(null);
  expect((await post(gateway, 'two')).status).toBe(200);
  await until(
    () => stateOf(second),
    (state) => state === 'leading',
  );
  await until(
    async () => told().length,
    (n) => n >= 8,
  );
  expect(told().sort()).toEqual(everyRung('one', 'two'));
  const keys = receiver.received.map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys).size).toBe(keys.length);
  const cards = JSON.parse(receiver.received[0]!.body).data.cards;
  expect(cards[0].url).toBe(`https://page.example.org/cards/${cards[0].cardId}`);
  expect([await second.stop(), await gateway.stop()]).toEqual([0, 0]);
});

test('a case that another process takes in while it leads is looked at without waiting for a comparison', async () => {
  const gateway = await startCommand(['gateway', '--port', '0'], { env });
  const alert = await startAlert();
  await until(
    () => stateOf(alert),
    (state) => state === 'leading',
  );
  const before = told().length;
  expect((await post(gateway, 'live')).status).toBe(200);
  await until(
    async () => told().length,
    (n) => n >= before + 4,
  );
  expect(told().slice(before).sort()).toEqual(everyRung('live'));
  expect([await alert.stop(), await gateway.stop()]).toEqual([0, 0]);
});

test('it takes no events in, and writes no verdict: cases that a kill left behind are for others to mend', async () => {
  await store.db.command(
    `INSERT INTO case_events (system, case_id, occurred_at, source, event_id, type, received_at, sequence, data)
     SELECT system, 'left-behind', occurred_at, 'left', event_id, type, received_at, sequence, data
     FROM case_events WHERE case_id = 'one'`,
  );
  const before = front.requests.length;
  const alert = await startAlert();
  const answer = await post(alert, 'three');
  expect(answer.status).toBe(405);
  expect(await answer.json()).toMatchObject({ problems: [{ code: 'no-events-here' }] });
  const written = front.requests
    .slice(before)
    .flatMap(({ sql }) => /^\s*INSERT INTO (\w+)/i.exec(sql)?.[1] ?? []);
  const own = ['card_events', 'outbox', 'leases', 'case_rungs', 'alert_since', 'digest_runs'];
  expect(written.filter((table) => !own.includes(table))).toEqual([]);
  expect(await alert.stop()).toBe(0);
});

test('what cannot work is said before anything is started', async () => {
  const run = (args: string[], more: Record<string, string> = {}) =>
    shixian(['alert', '--port', '0', ...args], { env: { ...env, ...more } });
  expect(await run([], { SHIXIAN_CHANNELS: join(folder.path, 'none.yaml') })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('none.yaml: cannot be read: no such file'),
  });
  expect((await run(['--public-url', 'page'])).stderr).toMatch(/bad-public-url: --public-url: /);
  expect((await run(['--cards-since', 'soon'])).stderr).toMatch(/bad-stamp: "soon" is not an instant/);
  expect((await run([], { SHIXIAN_CLICKHOUSE_URL: '' })).stderr).toMatch(/no-clickhouse: /);
});
