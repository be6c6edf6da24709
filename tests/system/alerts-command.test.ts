// `shixian alerts`: a channel is tried, the messages of a case are looked at before they go, cards are listed.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CardPage } from '../../schemas/card-answers.ts';
import type { CaseRungs } from '../../schemas/rung-answers.ts';
import { aCard } from '../support/card-builder.ts';
import { permitCase } from '../support/case-builder.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { endServers, shixian, shixianJson, startServer } from '../support/shixian-process.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const SECRET = 'whsec-9a8b7c';
let folder: TempFolder;
let receiver: Receiver;
let channels: string;
let data: string;
beforeEach(async () => {
  folder = await tempFolder();
  receiver = await openReceiver();
  data = join(folder.path, 'data');
  channels = join(folder.path, 'channels.yaml');
  await writeFile(
    channels,
    `channels:
  desk: { kind: webhook, url: "${receiver.url}/cards", secret: { env: DESK_SECRET } }
  bus: { kind: kafka }
routes:
  - { match: { systems: [water] }, channels: [bus] }
  - { channels: [desk], quiet: { calendar: cn }, group: { waitSeconds: 120 } }
`,
  );
});
afterEach(async () => {
  await endServers();
  await receiver.close();
  await folder.remove();
});

const env = { DESK_SECRET: SECRET };

describe('alerts test', () => {
  const tried = (name: string, more: Record<string, string> = {}) =>
    shixian(['alerts', 'test', '--channel', name, '--public-url', 'https://page.example.org'], {
      env: { ...env, SHIXIAN_CHANNELS: channels, ...more },
    });

  test('sends one message that says it is a test, and tells what the receiver said', async () => {
    receiver.answer({ status: 202, body: 'kept' });
    expect(await tried('desk')).toEqual({
      code: 0,
      stdout: 'desk (webhook): answered 202\n',
      stderr: '',
    });
    const [message, ...more] = receiver.received;
    expect(more).toEqual([]);
    expect(message!.headers['x-shixian-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
    const event = JSON.parse(message!.body);
    expect(event.type).toBe('city.shixian.card.test');
    expect(event.data.cards).toHaveLength(1);
    expect(event.data.cards[0]).toMatchObject({
      system: 'test',
      caseId: '测试 TEST',
      url: 'https://page.example.org/cards',
    });
  });

  test('every try is a message of its own, so that nobody takes it for a repeat', async () => {
    await tried('desk');
    await tried('desk');
    const keys = receiver.received.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
  });

  test.each([
    [{ status: 403, body: `no ${SECRET}` }, 'answered 403: no ***; a card would not be tried again'],
    [{ status: 503 }, 'answered 503; a card would be tried again'],
  ])('a refusal ends with code 1 and hides secrets', async (answer, said) => {
    receiver.answer(answer);
    expect(await tried('desk')).toEqual({
      code: 1,
      stdout: '',
      stderr: `shixian: test-failed: desk (webhook): ${said}\n`,
    });
  });

  test('what cannot be tried is said before anything is sent', async () => {
    expect((await tried('desks')).stderr).toMatch(/unknown-channel: .*\(desk\), got "desks"/);
    expect((await tried('bus', { SHIXIAN_KAFKA_BROKERS: '' })).stderr).toMatch(
      /no-kafka: channel bus is of kind kafka/,
    );
    expect((await tried('desk', { DESK_SECRET: '' })).stderr).toMatch(/channels\.yaml:2:\d+ .*DESK_SECRET/);
    const none = await shixian(['alerts', 'test', '--channel', 'desk'], { env: { SHIXIAN_CHANNELS: '' } });
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('no-channels: ') });
    expect(receiver.received).toEqual([]);
  });
});

/** All of its rungs were reached in the spring of 2026. */
const oldCase = permitCase('P-1')
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
  .accepted('2026-03-02T10:00+08:00')
  .messages();

const preview = (at: string, ...args: string[]) =>
  shixian(['alerts', 'preview', '--case', 'P-1', '--data', at, ...args], { env });

describe('alerts preview of what was reached', () => {
  beforeEach(async () => {
    const file = join(folder.path, 'events.ndjson');
    await writeFile(file, oldCase.map((message) => `${JSON.stringify(message)}\n`).join(''));
    expect((await shixian(['import', file, '--data', data])).code).toBe(0);
  });

  test('is the same whether a program runs over the folder or not', async () => {
    const [, ...alone] = (await preview(data)).stdout.split('\n');
    expect(alone.join('\n')).toMatch(
      /^2026-03-23T00:00:00\+08:00 +预警 .*\n2026-03-28T00:00:00\.001\+08:00 +黄牌 .*\n2026-03-31T00:00:00\.001\+08:00 +红牌 .*\n2026-04-03T00:00:00\.001\+08:00 +升级 /m,
    );
    expect(alone.join('\n')).toContain('No rung is to come, as things stand: nothing would be sent.');
    await startServer(data);
    const [title, ...running] = (await preview(data)).stdout.split('\n');
    expect(title).toMatch(/^case 办件 P-1 \(permit\), as of 截至 /);
    const withoutCards = (lines: string[]) =>
      lines.join('\n').replace(/(预警|黄牌|红牌|升级)(\s+\S+\s+\S+).*/g, '$1$2');
    expect(withoutCards(running)).toBe(withoutCards(alone));
  });

  test('of a case that nobody knows is refused', async () => {
    const { code, stderr } = await shixian(['alerts', 'preview', '--case', 'P-2', '--data', data]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'shixian: case-not-found: no event of case "P-2" is known\n',
    });
  });

  test('there is no card yet to list', async () => {
    expect((await shixian(['alerts', 'list', '--data', data])).stdout).toBe('no card matches\n');
    expect(await shixianJson<CardPage>(['alerts', 'list', '--state', 'all', '--data', data])).toMatchObject({
      total: 0,
      cards: [],
      next: null,
    });
  });
});

describe('alerts preview of what is to come', () => {
  const coming = (rung: 'yellow' | 'red', at: string): CaseRungs['rungs'][number] => ({
    rung,
    targetId: 'echeng-2023',
    at,
    reached: false,
    state: null,
    card: aCard({ rung, caseId: 'P-1', system: 'permit', reachedAt: at, raisedAt: at, url: '/cards/abc' }),
  });
  /** A Saturday and a Tuesday. */
  const answer: CaseRungs = {
    system: 'permit',
    caseId: 'P-1',
    asOf: '2026-03-25T09:00:00+08:00',
    ladders: '0123456789ab',
    rungs: [
      {
        ...coming('yellow', '2026-03-23T00:00:00+08:00'),
        rung: 'warning',
        reached: true,
        state: 'acknowledged',
      },
      coming('yellow', '2026-03-28T00:00:00.001+08:00'),
      coming('red', '2026-03-31T00:00:00.001+08:00'),
    ],
  };
  beforeEach(() => receiver.answer({ status: 200, body: JSON.stringify(answer) }));

  test('shows what the next rung sends, to whom and when, and sends nothing', async () => {
    const { stdout } = await preview(
      receiver.url,
      '--channels',
      channels,
      '--public-url',
      'https://page.example.org',
    );
    expect(stdout).toMatch(/^2026-03-23T00:00:00\+08:00 .* 已签收$/m);
    expect(stdout).toMatch(/^2026-03-31T00:00:00\.001\+08:00 .* to come 未到$/m);
    expect(stdout.match(/next rung/g)).toHaveLength(1);
    expect(stdout).toContain('next rung 下一级: 黄牌, 2026-03-28T00:00:00.001+08:00, echeng-2023');
    expect(stdout).toContain('goes to 发往: desk (webhook) 2026-03-30T09:00:00+08:00');
    expect(stdout).toContain('【黄牌】办件 P-1 · ');
    expect(stdout).toContain(`https://page.example.org/cards/${aCard().cardId}`);
    expect(receiver.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/cases/P-1/rungs',
    ]);
  });

  test('in the other language, and to nobody where no channels file is named', async () => {
    const { stdout } = await preview(receiver.url, '--lang', 'en');
    expect(stdout).toContain('goes to 发往: nobody 无');
    expect(stdout).toContain('[Yellow card] Case P-1 · ');
    expect(stdout).toContain('http://127.0.0.1:8080/cards/abc');
  });

  test('as a page, the message is as a mail program shows it', async () => {
    const { stdout } = await preview(receiver.url, '--as', 'html');
    expect(stdout).toMatch(/^<!doctype html>/);
    const [, framed] = /<iframe sandbox srcdoc="([^"]*)">/.exec(stdout)!;
    expect(framed).toContain('&lt;!doctype html&gt;');
    expect(framed).toContain('黄牌');
  });

  test.each([
    ['dingtalk', { msgtype: 'actionCard' }],
    ['wecom', { msgtype: 'markdown' }],
    ['feishu', { msg_type: 'interactive' }],
    ['webhook', { type: 'city.shixian.card.raised', data: { cards: [{ caseId: 'P-1' }] } }],
    ['alertmanager', [{ labels: { alertname: 'ShixianCard', rung: 'yellow' } }]],
  ])('as the body that %s is sent', async (form, body) => {
    const { stdout } = await preview(receiver.url, '--as', form, '--channels', channels);
    expect(JSON.parse(stdout)).toMatchObject({
      caseId: 'P-1',
      rungs: [{ rung: 'warning' }, { rung: 'yellow' }, { rung: 'red' }],
      messages: [{ rung: 'yellow', goings: [{ channel: 'desk', kind: 'webhook' }], body }],
    });
    expect(stdout).not.toContain(SECRET);
  });
});
