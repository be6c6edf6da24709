// Channels against real counterparts: HTTP servers that misbehave, a mail server, Prometheus Alertmanager, a bus.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CardMessage } from '../../schemas/card.ts';
import { ChannelsFile } from '../../schemas/channel.ts';
import type { Channel, SendResult } from '../../services/alert/channels/channel.ts';
import { openChannels } from '../../services/alert/channels/open-channels.ts';
import { nextAttempt } from '../../services/alert/channels/retry-schedule.ts';
import type { EventBus } from '../../services/platform/event-bus.ts';
import { type Alertmanager, noAlertmanager, startAlertmanager } from '../support/alertmanager.ts';
import { aCard, aMessage, composing, manyCards, WITHDRAWN } from '../support/card-builder.ts';
import { makeBroker } from '../support/memory-broker.ts';
import { type Answer, closedPort, openReceiver, type Receiver } from '../support/receiver.ts';
import { type MailServer, openDeafServer, openMailServer } from '../support/smtp.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

if (noAlertmanager) process.stderr.write(`channels: tests of Alertmanager are skipped, ${noAlertmanager}\n`);

const SECRETS = { token: 'tok-3f9d/+=?', secret: 'whsec-9a8b7c', password: 'p@ss wörd' };
/** Of "letmein", by bcrypt with the least cost. */
const LETMEIN = '$2b$04$6Y8bfIgG1htFpIpJBrZTYOd.mJzgci3xwTdXqMF1EIK29Nx6Ha7MS';
const NOW = Date.parse('2026-03-11T09:00:06+08:00');
const message = aMessage([aCard()]);

type Fields = Readonly<Record<string, unknown>>;
type Bus = Pick<EventBus, 'send'>;

/** A channel as the file would give it, with the secrets under their fields. */
function channelOf(fields: Fields, secrets: Record<string, string> = {}, bus: Bus | null = null): Channel {
  const references = Object.fromEntries(
    Object.keys(secrets).map((field) => [field, field === 'caFile' ? 'ca.pem' : { env: 'X' }]),
  );
  const file = ChannelsFile.parse({
    channels: { one: { ...fields, ...references } },
    routes: [{ channels: ['one'] }],
  });
  const loaded = new Map([
    ['one', { settings: file.channels['one']!, secrets: new Map(Object.entries(secrets)) }],
  ]);
  return openChannels(loaded, { composing: composing(), bus, now: () => NOW }).get('one')!;
}

const results: SendResult[] = [];
async function send(
  channel: Channel,
  what: CardMessage = message,
  signal = new AbortController().signal,
): Promise<SendResult> {
  const result = await channel.send(what, signal);
  results.push(result);
  return result;
}

const receivers: Receiver[] = [];
const receiver = async (...answers: readonly Answer[]): Promise<Receiver> => {
  const opened = await openReceiver(...answers);
  receivers.push(opened);
  return opened;
};

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((one) => one.close()));
});

afterAll(() => {
  const told = JSON.stringify(results);
  expect(results.length).toBeGreaterThan(0);
  for (const secret of Object.values(SECRETS))
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
      expect(told).not.toContain(form);
});

describe('webhook', () => {
  const webhook = (url: string, fields: Fields = {}) =>
    channelOf({ kind: 'webhook', url, ...fields }, { secret: SECRETS.secret, bearer: SECRETS.token });

  test('one signed CloudEvent, the same on every attempt but for its signature', async () => {
    const { url, received } = await receiver({ status: 500 }, { status: 200 });
    const channel = webhook(`${url}/cards`);
    const first = await send(channel);
    expect(first).toEqual({ ok: false, retry: true, detail: 'answered 500' });
    expect(first.ok || nextAttempt(first, 1, 0.5)).toEqual({ again: true, afterMs: 2_500 });
    expect(await send(channel)).toEqual({ ok: true, detail: 'answered 200' });
    expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /cards', 'POST /cards']);
    expect(received[0]!.body).toBe(received[1]!.body);
    const { headers, body } = received[1]!;
    expect(headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'idempotency-key': message.messageId,
      authorization: `Bearer ${SECRETS.token}`,
    });
    expect(headers['x-shixian-signature']).toMatch(/^t=1773190806,v1=[0-9a-f]{64}$/);
    expect(JSON.parse(body)).toEqual({
      specversion: '1.0',
      id: message.messageId,
      source: 'urn:shixian:cards',
      type: 'city.shixian.card.raised',
      time: '2026-03-11T01:00:05.000Z',
      subject: aCard().cardId,
      datacontenttype: 'application/json',
      data: { cards: [aCard()] },
    });
  });

  test('a receiver that keeps what it has seen is told twice and keeps one', async () => {
    const { url, received } = await receiver('cut', { status: 204 });
    const channel = webhook(url);
    expect(await send(channel)).toMatchObject({ ok: false, retry: true });
    expect(await send(channel)).toMatchObject({ ok: true });
    expect(received).toHaveLength(2);
    expect(new Set(received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  test('408, 425, 429 and 5xx are tried again, when the receiver says', async () => {
    const { url, answer } = await receiver();
    const channel = webhook(url);
    for (const status of [408, 425, 429, 500, 502, 503, 504]) {
      answer({ status, headers: { 'retry-after': '7' } });
      expect(await send(channel)).toEqual({
        ok: false,
        retry: true,
        detail: `answered ${status}`,
        retryAfterMs: 7_000,
      });
    }
  });

  test('other answers are final, and what they repeat of our secrets is hidden', async () => {
    const { url, answer } = await receiver();
    const channel = webhook(url);
    for (const status of [400, 401, 403, 404, 410, 422]) {
      answer({
        status,
        body: `no: Bearer ${SECRETS.token}\r\nkey ${encodeURIComponent(SECRETS.token)} ${SECRETS.secret}`,
      });
      expect(await send(channel)).toEqual({
        ok: false,
        retry: false,
        detail: `answered ${status}: no: Bearer *** key *** ***`,
      });
    }
  });

  test('a redirect is not followed: neither cards nor secrets go to another address', async () => {
    const other = await receiver({ status: 200 });
    for (const status of [301, 302, 303, 307, 308]) {
      const { url } = await receiver({ status, headers: { location: other.url } });
      expect(await send(webhook(url))).toEqual({
        ok: false,
        retry: false,
        detail: `answered ${status}: a redirect, which is not followed`,
      });
    }
    expect(other.received).toEqual([]);
  });

  test('nobody there, a cut connection, no answer, half an answer: tried again', async () => {
    expect(await send(webhook(`http://127.0.0.1:${await closedPort()}`))).toEqual({
      ok: false,
      retry: true,
      detail: 'could not be reached: ECONNREFUSED',
    });
    const unreachable = await send(webhook('http://no-such-host.invalid'));
    expect(unreachable).toMatchObject({ ok: false, retry: true });
    for (const [answer, detail] of [
      ['cut', /^could not be reached: \w+$/],
      ['silence', /^no answer within 0\.2 s$/],
      ['half', /^no answer within 0\.2 s$/],
    ] as const) {
      const { url } = await receiver(answer);
      const result = await send(webhook(url, { timeoutSeconds: 0.2 }));
      expect(result).toMatchObject({ ok: false, retry: true, detail: expect.stringMatching(detail) });
    }
  });

  test('stopping ends a send under way, to be tried again', async () => {
    const { url } = await receiver('silence');
    const stop = new AbortController();
    const sending = send(webhook(url), message, stop.signal);
    stop.abort();
    expect(await sending).toEqual({ ok: false, retry: true, detail: 'interrupted before an answer' });
  });

  test('an endless answer is not read to its end', async () => {
    const { url } = await receiver({ status: 400, body: 'x'.repeat(5_000_000) });
    const result = await send(webhook(url));
    expect(result).toMatchObject({ ok: false, retry: false });
    expect(result.detail.length).toBeLessThan(250);
  });
});

describe('group robots', () => {
  const kinds = {
    dingtalk: {
      fields: { kind: 'dingtalk' },
      secrets: { accessToken: SECRETS.token, secret: SECRETS.secret },
    },
    wecom: { fields: { kind: 'wecom' }, secrets: { key: SECRETS.token } },
    feishu: { fields: { kind: 'feishu' }, secrets: { hook: SECRETS.token, secret: SECRETS.secret } },
  } as const;
  const robot = (kind: keyof typeof kinds, url: string) =>
    channelOf({ ...kinds[kind].fields, url }, kinds[kind].secrets);

  test('each goes to its address with its signature', async () => {
    const { url, received } = await receiver({ status: 200, body: '{"errcode":0,"code":0}' });
    const token = encodeURIComponent(SECRETS.token);
    for (const kind of ['dingtalk', 'wecom', 'feishu'] as const)
      expect(await send(robot(kind, `${url}/robot`))).toEqual({ ok: true, detail: 'taken' });
    const [dingtalk, wecom, feishu] = received;
    const query = new URL(dingtalk!.path, url).searchParams;
    expect([query.get('access_token'), query.get('timestamp')]).toEqual([SECRETS.token, String(NOW)]);
    expect(query.get('sign')).toMatch(/^[\w+/]{43}=$/);
    expect(new URL(wecom!.path, url).searchParams.get('key')).toBe(SECRETS.token);
    expect(feishu!.path).toBe(`/robot/${token}`);
    expect(JSON.parse(feishu!.body)).toMatchObject({
      timestamp: '1773190806',
      sign: expect.stringMatching(/=$/),
    });
  });

  test('a code in an answer of 200 is no success', async () => {
    const { url, answer } = await receiver();
    const cases = [
      ['dingtalk', '{"errcode":130101,"errmsg":"send too fast"}', { retry: true, retryAfterMs: 600_000 }],
      ['dingtalk', `{"errcode":310000,"errmsg":"sign not match ${SECRETS.secret}"}`, { retry: false }],
      ['wecom', '{"errcode":45009,"errmsg":"api freq out of limit"}', { retry: true, retryAfterMs: 60_000 }],
      ['wecom', '{"errcode":93000,"errmsg":"invalid webhook url"}', { retry: false }],
      ['feishu', '{"code":11232,"msg":"frequency limited"}', { retry: true, retryAfterMs: 60_000 }],
      ['feishu', '{"code":19021,"msg":"sign match fail"}', { retry: false }],
    ] as const;
    for (const [kind, body, expected] of cases) {
      answer({ status: 200, body });
      expect(await send(robot(kind, url))).toMatchObject({ ok: false, ...expected });
    }
  });

  test('nobody there, no token told', async () => {
    for (const kind of ['dingtalk', 'wecom', 'feishu'] as const)
      expect(await send(robot(kind, `http://127.0.0.1:${await closedPort()}`))).toEqual({
        ok: false,
        retry: true,
        detail: 'could not be reached: ECONNREFUSED',
      });
  });
});

describe('mail', () => {
  let server: MailServer;
  let folder: TempFolder;
  const tls = { certFile: '', keyFile: '' };

  beforeAll(async () => {
    folder = await tempFolder();
    tls.certFile = join(folder.path, 'cert.pem');
    tls.keyFile = join(folder.path, 'key.pem');
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      tls.keyFile,
      '-out',
      tls.certFile,
      ...subject,
    ]);
    expect(existsSync(tls.certFile)).toBe(true);
    server = await openMailServer({ hideSTARTTLS: true });
  });
  afterAll(async () => {
    await server.close();
    await folder.remove();
  });

  const mail = (port: number, fields: Fields = {}, secrets: Record<string, string> = {}) =>
    channelOf(
      {
        kind: 'email',
        host: '127.0.0.1',
        port,
        security: 'none',
        from: '时限 <shixian@example.org>',
        to: ['王芳 <wang@example.org>', 'duty@example.org'],
        timeoutSeconds: 2,
        ...fields,
      },
      secrets,
    );

  test('arrives as HTML and text in both languages, for all recipients, from a machine', async () => {
    server.raw.length = 0;
    const channel = mail(server.port, {
      language: 'both',
      replyTo: 'desk@example.org',
      cc: ['cc@example.org'],
    });
    expect(await send(channel)).toEqual({ ok: true, detail: 'taken for 3' });
    const [got] = await server.mails();
    expect(got).toMatchObject({
      subject:
        '【红牌】办件 W-2026-0117 · 超时 1 个工作日 · 用水报装 / [Red card] Case W-2026-0117 · 1 working day late · new water connection',
      from: { name: '时限', address: 'shixian@example.org' },
      to: [{ name: '王芳', address: 'wang@example.org' }, { address: 'duty@example.org' }],
      cc: [{ address: 'cc@example.org' }],
      replyTo: [{ address: 'desk@example.org' }],
      messageId: `<${message.messageId}@example.org>`,
      attachments: [],
    });
    expect(got!.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
    for (const part of [got!.html, got!.text])
      expect(part).toMatch(/请吉安市水务公司于[\s\S]*acknowledge by/);
  });

  test('a repeat has the same id, and what is told of one card is one thread', async () => {
    server.raw.length = 0;
    const channel = mail(server.port);
    await send(channel);
    await send(channel);
    await send(channel, aMessage([aCard(WITHDRAWN)], { kind: 'withdrawn', messageId: 'other' }));
    const mails = await server.mails();
    expect(mails.map(({ messageId }) => messageId)).toEqual([
      `<${message.messageId}@example.org>`,
      `<${message.messageId}@example.org>`,
      '<other@example.org>',
    ]);
    expect(new Set(mails.map(({ references }) => references)).size).toBe(1);
    expect(mails[0]!.references).toMatch(/^<card-[0-9a-f]{32}@example\.org>$/);
  });

  test('a list of a hundred is one mail', async () => {
    server.raw.length = 0;
    await send(mail(server.port), aMessage(manyCards(100)));
    const [got] = await server.mails();
    expect(server.raw).toHaveLength(1);
    expect(got!.html!.match(/<tr/g)!.length).toBeGreaterThan(100);
    expect(got!.text).toContain('100. 预警');
    expect(Buffer.byteLength(got!.html!)).toBeLessThan(100_000);
  });

  test('over STARTTLS and over TLS, with a login, to a server whose authority is known', async () => {
    for (const security of ['starttls', 'tls'] as const) {
      const users: string[] = [];
      const secure = await openMailServer({
        secure: security === 'tls',
        key: readFileSync(tls.keyFile),
        cert: readFileSync(tls.certFile),
        authOptional: false,
        onAuth: ({ username, password }, _session, done) => {
          users.push(`${username} ${password}`);
          if (password === SECRETS.password) done(null, { user: username });
          else done(new Error('wrong'));
        },
      });
      const secrets = { password: SECRETS.password, caFile: readFileSync(tls.certFile, 'utf8') };
      const at = (given: Record<string, string>) => mail(secure.port, { security, user: 'shixian' }, given);
      expect(await send(at(secrets))).toEqual({ ok: true, detail: 'taken for 2' });
      expect(users).toEqual([`shixian ${SECRETS.password}`]);
      expect(await send(at({ ...secrets, password: 'wrong' }))).toMatchObject({
        ok: false,
        retry: false,
        detail: expect.stringContaining('535'),
      });
      const { caFile: _none, ...without } = secrets;
      expect(await send(at(without))).toMatchObject({ ok: false, retry: true });
      expect([users.length, secure.raw.length]).toEqual([2, 1]);
      await secure.close();
    }
  });

  test('a server that does not offer TLS is told nothing', async () => {
    server.raw.length = 0;
    const result = await send(mail(server.port, { security: 'starttls' }));
    expect(result).toMatchObject({ ok: false });
    expect(server.raw).toEqual([]);
  });

  test('a passing refusal is tried again, a lasting one is not, and one of several is named', async () => {
    const refusing = async (code: number, who: RegExp) => {
      const strict = await openMailServer({
        hideSTARTTLS: true,
        onRcptTo: ({ address }, _session, done) =>
          done(who.test(address) ? Object.assign(new Error('not here'), { responseCode: code }) : null),
      });
      const result = await send(mail(strict.port));
      await strict.close();
      return [result, strict.raw.length] as const;
    };
    expect(await refusing(450, /./)).toMatchObject([{ ok: false, retry: true }, 0]);
    expect(await refusing(550, /./)).toMatchObject([
      { ok: false, retry: false, detail: expect.stringContaining('550') },
      0,
    ]);
    expect(await refusing(550, /duty/)).toEqual([
      { ok: true, detail: 'taken for 1, refused for duty@example.org' },
      1,
    ]);
  });

  test('nobody there, a server that says nothing, and stopping', async () => {
    expect(await send(mail(await closedPort()))).toMatchObject({ ok: false, retry: true, detail: 'ESOCKET' });
    const deaf = await openDeafServer();
    expect(await send(mail(deaf.port, { timeoutSeconds: 0.2 }))).toMatchObject({
      ok: false,
      retry: true,
      detail: 'ETIMEDOUT',
    });
    const stop = new AbortController();
    const sending = send(mail(deaf.port, { timeoutSeconds: 60 }), message, stop.signal);
    stop.abort();
    expect(await sending).toEqual({ ok: false, retry: true, detail: 'interrupted before an answer' });
    await deaf.close();
  });
});

describe.skipIf(noAlertmanager !== null)('Alertmanager', () => {
  let hook: Receiver;
  let manager: Alertmanager;
  beforeAll(async () => {
    hook = await openReceiver({ status: 200 });
    manager = await startAlertmanager(hook.url);
  });
  afterAll(async () => {
    await manager?.close();
    await hook?.close();
  });

  interface Alert {
    readonly labels: Record<string, string>;
    readonly annotations: Record<string, string>;
    readonly startsAt: string;
    readonly generatorURL: string;
  }
  const active = async (): Promise<Alert[]> =>
    (await fetch(`${manager.url}/api/v2/alerts?active=true`)).json() as Promise<Alert[]>;
  const named = (alerts: readonly Alert[]) =>
    alerts.map(({ labels }) => `${labels['alertname']} ${labels['cardId']}`).sort();
  /** Instants of today, since Alertmanager judges them by its own clock. */
  const now = { at: Date.now() };
  const ago = (hours: number) => new Date(now.at - hours * 3_600_000).toISOString();
  const card = (change: Parameters<typeof aCard>[0] = {}) =>
    aCard({ reachedAt: ago(30), replyDueAt: null, ...change });

  test('a card stands, once however often told, until it is withdrawn; people are told both', async () => {
    const channel = channelOf({ kind: 'alertmanager', url: manager.url, language: 'en' });
    const up = aMessage([card()], now);
    for (const _ of [1, 2]) expect(await send(channel, up)).toEqual({ ok: true, detail: 'answered 200' });
    const [alert, ...others] = await active();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      labels: {
        alertname: 'ShixianCard',
        cardId: aCard().cardId,
        rung: 'red',
        severity: 'critical',
        system: 'water',
        jurisdiction: 'cn/jiangxi/jian',
        targetId: 'jian-water-1',
        caseId: 'W-2026-0117',
      },
      annotations: { summary: '[Red card] Case W-2026-0117 · 1 working day late · new water connection' },
      startsAt: ago(30),
      generatorURL: aCard().url,
    });
    await send(channel, aMessage([card(WITHDRAWN)], { ...now, kind: 'withdrawn' }));
    expect(await active()).toEqual([]);
    const told = () => hook.received.map(({ body }) => (JSON.parse(body) as { status: string }).status);
    while (!told().includes('resolved')) await sleep(50);
    expect(told()).toEqual(['firing', 'resolved']);
  });

  test('a reply that is overdue is an alert of its own and ends when the card is answered', async () => {
    const channel = channelOf({ kind: 'alertmanager', url: manager.url });
    const late = card({ cardId: 'late', replyDueAt: ago(2) });
    await send(channel, aMessage([late], now));
    expect(named(await active())).toEqual(['ShixianCard late']);
    await send(channel, aMessage([late], { ...now, kind: 'reply-overdue' }));
    expect(named(await active())).toEqual(['ShixianCard late', 'ShixianReplyOverdue late']);
    const reply = { at: ago(1), by: '王芳', reason: '管网改造', expectedFinish: null };
    await send(channel, aMessage([{ ...late, state: 'replied', reply }], now));
    expect(named(await active())).toEqual(['ShixianCard late']);
    await send(channel, aMessage([{ ...late, state: 'closed', reply }], now));
    expect(await active()).toEqual([]);
  });

  test('a hundred cards are a hundred alerts in one request, and end in one', async () => {
    const channel = channelOf({ kind: 'alertmanager', url: manager.url });
    const hundred = manyCards(100).map((one) => ({ ...one, reachedAt: ago(30), replyDueAt: null }));
    expect(await send(channel, aMessage(hundred, now))).toMatchObject({ ok: true });
    expect(await active()).toHaveLength(100);
    await send(
      channel,
      aMessage(
        hundred.map((one) => ({ ...one, ...WITHDRAWN })),
        { ...now, kind: 'withdrawn' },
      ),
    );
    expect(await active()).toEqual([]);
  });

  test('with a password, and without', async () => {
    const guarded = await startAlertmanager(hook.url, { shixian: LETMEIN });
    const at = (secrets: Record<string, string>, fields: Fields) =>
      channelOf({ kind: 'alertmanager', url: guarded.url, ...fields }, secrets);
    const up = aMessage([card()], now);
    expect(await send(at({ password: 'letmein' }, { user: 'shixian' }), up)).toMatchObject({ ok: true });
    expect(await send(at({ password: SECRETS.password }, { user: 'shixian' }), up)).toMatchObject({
      ok: false,
      retry: false,
      detail: 'answered 401: Unauthorized',
    });
    expect(await send(at({}, {}), up)).toMatchObject({ ok: false, retry: false });
    await guarded.close();
  });
});

describe('Kafka', () => {
  test('one record a card, with its case as key, in the order of the list', async () => {
    const broker = makeBroker();
    broker.createTopic('shixian.cards', 3);
    const stop = broker.clock.play();
    const bus = broker.bus('alert');
    const channel = channelOf({ kind: 'kafka' }, {}, bus);
    const group = aCard({ cardId: 'g', caseId: null, group: '2026-10' });
    expect(await send(channel, aMessage([aCard(), group]))).toEqual({ ok: true, detail: '2 acknowledged' });
    const records = [0, 1, 2].flatMap((partition) => [...broker.messages('shixian.cards', partition)]);
    expect(new Set(records.map(({ key }) => key!.toString()))).toEqual(
      new Set(['W-2026-0117', 'jian-water-1']),
    );
    const events = records.map(({ value }) => JSON.parse(value!.toString()));
    expect(new Set(events.map(({ id }) => id))).toEqual(
      new Set([`${message.messageId}/${aCard().cardId}`, `${message.messageId}/g`]),
    );
    expect(events.find(({ subject }) => subject === 'g')).toMatchObject({
      specversion: '1.0',
      type: 'city.shixian.card.raised',
      data: { cards: [group] },
    });
    await bus.close();
    stop();
  });

  test('a broker that refuses or says nothing is tried again', async () => {
    const failing = channelOf({ kind: 'kafka' }, {}, { send: () => Promise.reject(new Error('no leader')) });
    expect(await send(failing)).toEqual({ ok: false, retry: true, detail: 'no leader' });
    const silent = channelOf(
      { kind: 'kafka', timeoutSeconds: 0.1 },
      {},
      { send: () => new Promise(() => {}) },
    );
    expect(await send(silent)).toEqual({ ok: false, retry: true, detail: 'no answer within 0.1 s' });
  });
});
