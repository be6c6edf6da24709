// Digests by mail, over real SMTP and a real store: to each channel once, whatever fails and whoever leads.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ChannelsFile, type DigestMailings } from '../../schemas/channel.ts';
import { openMailers } from '../../services/alert/channels/open-channels.ts';
import { type DigestMailing, mailOwed } from '../../services/alert/digests/mail-digests.ts';
import { type DigestOptions, openDigests } from '../../services/alert/digests/open-digests.ts';
import { timesOf } from '../../services/alert/digests/plan-digest-runs.ts';
import { CARDS, enterSince } from '../../services/store/alert-since.ts';
import { raiseCards } from '../../services/store/cards.ts';
import { readMailings } from '../../services/store/digest-runs.ts';
import { cardIdOf, someFacts } from '../support/card-events.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { closedPort } from '../support/receiver.ts';
import { type MailServer, openDeafServer, openMailServer } from '../support/smtp.ts';
import { readXlsx } from '../support/xlsx.ts';

const at = (local: string) => Date.parse(`${local}+08:00`);
let opened: TestDatabase;
let server: MailServer;
/** Where the mails of `flaky` go: nobody is there until it is set to the port of the server. */
let flakyPort: number;
let now: number;
let leads: boolean;
let warnings: [fields: Readonly<Record<string, unknown>>, message: string][];
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  opened = await openTestDatabase();
  server = await openMailServer({
    hideSTARTTLS: true,
    onRcptTo: ({ address }, _session, done) =>
      done(/nobody/.test(address) ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null),
  });
});
afterAll(async () => {
  await server.close();
  await opened.close();
});
beforeEach(async () => {
  for (const table of ['digest_runs', 'alert_since', 'card_events'])
    await opened.db.command(`TRUNCATE TABLE ${table}`);
  server.raw.length = 0;
  flakyPort = await closedPort();
  leads = true;
  warnings = [];
  now = at('2026-11-20T12:00:00');
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

/** Five channels of mail, `daily` to those that are named. */
function mailTo(channels: readonly string[], more: Partial<Record<keyof DigestMailings, object>> = {}) {
  const email = (port: number, to: string, rest: object = {}) => ({
    kind: 'email',
    host: '127.0.0.1',
    port,
    security: 'none',
    from: '时限 <shixian@example.org>',
    to: [to],
    ...rest,
  });
  const file = ChannelsFile.parse({
    channels: {
      desk: email(server.port, 'desk@example.org'),
      both: email(server.port, 'both@example.org', { language: 'both' }),
      flaky: email(flakyPort, 'flaky@example.org'),
      gone: email(server.port, 'nobody@example.org'),
      some: email(server.port, 'some@example.org', { cc: ['nobody@example.org'] }),
    },
    routes: [{ channels: ['desk'] }],
    digests: channels.length === 0 ? more : { daily: { channels }, ...more },
  });
  const loaded = new Map(
    Object.entries(file.channels).map(([name, settings]) => [name, { settings, secrets: new Map() }]),
  );
  return { settings: file.digests, mailers: openMailers(loaded) };
}

const surroundings: Pick<DigestOptions, 'pageUrl' | 'nameOf' | 'warn'> = {
  pageUrl: 'https://shixian.example.org',
  nameOf: (_what, id) => id,
  warn: (fields, message) => warnings.push([fields, message]),
};

/** A process of its own, as far as digests go. */
function start(channels: readonly string[], change: Partial<DigestOptions> = {}, more = {}) {
  const one = openDigests({
    db: opened.db,
    now: () => now,
    leads: async () => leads,
    ...surroundings,
    ...mailTo(channels, more),
    ...change,
  });
  running.push(one);
  one.start();
  return one;
}

/** One look at what is owed of the daily digest, by a process that has mailed or been refused what `became` says. */
const look = (channels: readonly string[], became: DigestMailing['became'] = new Map(), db = opened.db) => {
  const { settings, mailers } = mailTo(channels);
  return mailOwed('daily', {
    db,
    now: () => now,
    mayMail: async () => leads,
    mailers: channels.map((name) => mailers.get(name)!),
    language: undefined,
    times: timesOf(settings),
    signal: new AbortController().signal,
    became,
    ...surroundings,
  });
};

/** What each channel was last mailed. */
const mailed = async (kind: 'daily' | 'monthly', ...channels: string[]) => {
  const all = await readMailings(
    opened.db,
    channels.map((channel) => ({ kind, channel })),
    now,
  );
  return all.map(({ last }) => last);
};
const subjects = async () =>
  (await server.mails()).map(({ to, subject }) => `${to![0]!.address} ${subject}`).sort();
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 30_000, interval: 20 });

/** The channels are known since yesterday noon, so that the digest of yesterday is owed at once. */
const knownSinceYesterday = async (...channels: string[]) => {
  const subscriptions = channels.map((channel) => ({ kind: 'daily' as const, channel }));
  await readMailings(opened.db, subscriptions, at('2026-11-19T12:00:00'));
};

describe('a daily digest', () => {
  test('goes to every channel, in its language, with a workbook that opens', async () => {
    await knownSinceYesterday('desk', 'both');
    await enterSince(opened.db, [CARDS], at('2026-11-01T00:00:00'));
    await raiseCards(
      opened.db,
      [{ cardId: cardIdOf('one'), facts: someFacts({ replyDueAt: at('2026-11-19T17:30:00') }) }],
      at('2026-11-19T09:00:00'),
    );
    start(['desk', 'both']);
    await until(async () =>
      expect(await mailed('daily', 'desk', 'both')).toEqual(['2026-11-19', '2026-11-19']),
    );
    const mails = await server.mails();
    const [desk, both] = ['desk', 'both'].map(
      (name) => mails.find(({ to }) => to![0]!.address!.startsWith(name))!,
    );
    expect(desk).toMatchObject({
      subject: '日清日报 2026-11-19',
      messageId: '<digest.daily.2026-11-19.desk@example.org>',
      attachments: [{ filename: '日清日报-2026-11-19.xlsx' }],
    });
    expect(desk!.html).toContain('亮牌与回复');
    expect(desk!.text).toContain('逾期未回复：1（亮牌 1，未结 1）');
    expect(both).toMatchObject({
      subject: '日清日报 2026-11-19 / Daily digest 2026-11-19',
      attachments: [{ filename: '日清日报-2026-11-19.xlsx' }, { filename: 'Daily-digest-2026-11-19.xlsx' }],
    });
    expect(both!.html!.match(/<h1/g)).toHaveLength(2);
    const sheets = readXlsx(Buffer.from(both!.attachments[1]!.content as ArrayBuffer));
    const cards = sheets.find(({ name }) => name === 'Cards and replies')!;
    expect(cards.cell('A4')).toMatchObject({ value: 'Red card' });
    expect([cards.cell('B4'), cards.cell('P4')]).toMatchObject([{ value: '1' }, { value: '1' }]);
    expect(warnings).toEqual([]);
  });

  test('is not sent twice, by a restart or by another process', async () => {
    await knownSinceYesterday('desk', 'both');
    await look(['desk']);
    await look(['desk']);
    await Promise.all([look(['desk', 'both']), look(['desk'])]);
    expect(await subjects()).toEqual([
      'both@example.org 日清日报 2026-11-19 / Daily digest 2026-11-19',
      'desk@example.org 日清日报 2026-11-19',
    ]);
  });

  test('missed for days is made up once, the last day alone', async () => {
    await knownSinceYesterday('desk');
    await look(['desk']);
    now = at('2026-11-25T07:29:00');
    await look(['desk']);
    await look(['desk']);
    expect(await subjects()).toEqual([
      'desk@example.org 日清日报 2026-11-19',
      'desk@example.org 日清日报 2026-11-23',
    ]);
  });

  test('is owed from when its channel was first seen, also where the program was down at the time', async () => {
    now = at('2026-11-20T07:00:00');
    await look(['desk']);
    expect(server.raw).toEqual([]);
    now = at('2026-11-20T07:45:00');
    await look(['desk', 'both']);
    expect(await subjects()).toEqual(['desk@example.org 日清日报 2026-11-19']);
  });

  test('goes at the time that the file says', async () => {
    await knownSinceYesterday('desk');
    now = at('2026-11-20T06:15:00');
    start([], {}, { daily: { channels: ['desk'], at: '06:15' } });
    await until(async () => expect(await subjects()).toEqual(['desk@example.org 日清日报 2026-11-19']));
  });
});

describe('what fails', () => {
  test('holds up no other channel, and is tried again alone', async () => {
    await knownSinceYesterday('desk', 'flaky');
    await look(['flaky', 'desk']);
    expect(await mailed('daily', 'flaky', 'desk')).toEqual([null, '2026-11-19']);
    expect(warnings).toEqual([
      [
        { kind: 'daily', channel: 'flaky', period: '2026-11-19', detail: 'ESOCKET' },
        'a digest could not be mailed and will be tried again',
      ],
    ]);
    flakyPort = server.port;
    await look(['flaky', 'desk']);
    expect(await subjects()).toEqual([
      'desk@example.org 日清日报 2026-11-19',
      'flaky@example.org 日清日报 2026-11-19',
    ]);
  });

  test('for good is told once and not tried again by the same process; a refused copy is named', async () => {
    await knownSinceYesterday('gone', 'some');
    const became: DigestMailing['became'] = new Map();
    await look(['gone', 'some'], became);
    await look(['gone', 'some'], became);
    expect(warnings.map(([{ channel, refused }, message]) => [channel, refused, message]).sort()).toEqual([
      ['gone', undefined, 'a digest could not be mailed for good; a restart tries it again'],
      ['some', ['nobody@example.org'], 'a digest was not taken for some of its addresses'],
    ]);
    expect(server.raw).toHaveLength(1);
    await look(['gone', 'some']);
    expect(warnings).toHaveLength(3);
    now = at('2026-11-21T07:30:00');
    await look(['gone', 'some'], became);
    expect(warnings.slice(3).map(([{ channel, period }]) => [channel, period])).toContainEqual([
      'gone',
      '2026-11-20',
    ]);
  });

  test('a mail that went and could not be kept is kept later, and not sent again', async () => {
    await knownSinceYesterday('desk', 'both');
    const full = {
      ...opened.db,
      insertRaw: async (statement: string) => {
        if (statement.includes('INTO digest_runs')) throw new Error('disk full');
        await opened.db.insertRaw(statement);
      },
    };
    const became: DigestMailing['became'] = new Map();
    await expect(look(['desk', 'both'], became, full)).rejects.toThrow('disk full');
    expect(server.raw).toHaveLength(2);
    await look(['desk', 'both'], became);
    expect(await mailed('daily', 'desk', 'both')).toEqual(['2026-11-19', '2026-11-19']);
    expect([server.raw.length, became.size]).toEqual([2, 0]);
  });

  test('a run that fails is told, and made by the next', async () => {
    await knownSinceYesterday('desk');
    const db = { ...opened.db, query: () => Promise.reject(new Error('store away')) };
    const one = start(['desk'], { db });
    await until(() => expect(warnings).toHaveLength(1));
    expect(warnings[0]).toEqual([
      { kind: 'daily', err: new Error('store away') },
      'a digest could not be made and will be tried again',
    ]);
    await one.stop();
    start(['desk']);
    await until(() => expect(server.raw).toHaveLength(1));
  });
});

describe('leading', () => {
  test('a follower mails nothing, and who takes over mails', async () => {
    await knownSinceYesterday('desk');
    leads = false;
    let asked = 0;
    const one = start(['desk'], {
      leads: async () => {
        asked += 1;
        return leads;
      },
    });
    await until(() => expect(asked).toBeGreaterThanOrEqual(2));
    await one.stop();
    expect(server.raw).toEqual([]);
    leads = true;
    one.start();
    await until(() => expect(server.raw).toHaveLength(1));
  });

  test('lost while the digest is made mails nothing', async () => {
    await knownSinceYesterday('desk');
    let asked = 0;
    const one = start(['desk'], {
      leads: async () => {
        asked += 1;
        return asked === 1;
      },
    });
    await until(() => expect(asked).toBeGreaterThanOrEqual(3));
    await one.stop();
    expect(server.raw).toEqual([]);
    expect(await mailed('daily', 'desk')).toEqual([null]);
  });

  test('stopping cuts off a mail to a server that says nothing, and it stays owed', async () => {
    await knownSinceYesterday('flaky');
    const deaf = await openDeafServer();
    flakyPort = deaf.port;
    const { settings, mailers } = mailTo(['flaky']);
    const patient = mailers.get('flaky')!;
    let sending = false;
    const watched = {
      ...patient,
      send: (...told: Parameters<typeof patient.send>) => {
        sending = true;
        return patient.send(...told);
      },
    };
    const one = start(['flaky'], { settings, mailers: new Map([['flaky', watched]]) });
    await until(() => expect(sending).toBe(true));
    await one.stop();
    expect(warnings.map(([{ detail }]) => detail)).toEqual(['interrupted before an answer']);
    expect(await mailed('daily', 'flaky')).toEqual([null]);
    await deaf.close();
  });
});

test('a monthly bulletin goes on its day, once', async () => {
  const monthly = { monthly: { channels: ['desk'], language: 'en', day: 5, at: '09:00' } };
  await readMailings(opened.db, [{ kind: 'monthly', channel: 'desk' }], at('2026-11-20T12:00:00'));
  now = at('2026-12-05T09:00:00');
  start([], {}, monthly);
  await until(async () => expect(await mailed('monthly', 'desk')).toEqual(['2026-11']));
  const [mail] = await server.mails();
  expect(mail).toMatchObject({
    subject: 'Monthly bulletin 2026-11',
    messageId: '<digest.monthly.2026-11.desk@example.org>',
    attachments: [{ filename: 'Monthly-bulletin-2026-11.xlsx' }],
  });
  expect(mail!.html).toContain('November 2026');
});
