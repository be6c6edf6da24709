// The channels file: every mistake is named with its place, and no secret is ever shown.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadChannels } from '../../services/alert/channels/load-channels.ts';
import { openChannels, openMailers } from '../../services/alert/channels/open-channels.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { composing } from '../support/card-builder.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const SECRET = 'hunter2-very-secret';
let folder: TempFolder;
beforeAll(async () => {
  folder = await tempFolder();
});
afterAll(() => folder.remove());

async function load(text: string, files: Record<string, string> = {}) {
  for (const [name, content] of Object.entries({ 'channels.yaml': text, ...files })) {
    await mkdir(dirname(join(folder.path, name)), { recursive: true });
    await writeFile(join(folder.path, name), content);
  }
  const env = { HOOK: SECRET, EMPTY: '' };
  return loadChannels(join(folder.path, 'channels.yaml'), { env, calendars: ['cn', 'nl'] });
}

async function problemsOf(text: string, files?: Record<string, string>): Promise<string[]> {
  const result = await load(text, files);
  expect(JSON.stringify(result)).not.toContain(SECRET);
  return result.ok ? [] : result.problems.map(({ message }) => message.replace(/^.*channels\.yaml:/, ''));
}

const route = (rest = '') => `routes:\n  - channels: [one]\n${rest}`;
const one = (fields: string) => `channels:\n  one: { ${fields} }\n${route()}`;

const digests = (text: string) =>
  `channels:\n  one: { kind: kafka }\n  desk: { kind: email, host: h, from: a@b, to: [a@b] }\n${route()}digests:\n  ${text}\n`;

test('the example that ships is right, and opens', async () => {
  const names = [
    'SHIXIAN_SMTP_PASSWORD',
    'DINGTALK_TOKEN',
    'DINGTALK_SECRET',
    'FEISHU_HOOK',
    'FEISHU_SECRET',
  ];
  const example = join(packageRoot(), 'schemas/channels.example.yaml');
  const env = Object.fromEntries(names.map((name) => [name, 'x']));
  const missing = await loadChannels(example, { env: {}, calendars: ['cn'] });
  expect(missing.ok ? [] : missing.problems).toHaveLength(7);
  const { readFile } = await import('node:fs/promises');
  await mkdir(join(folder.path, 'secrets'), { recursive: true });
  for (const name of ['wecom-key', 'webhook-secret'])
    await writeFile(join(folder.path, 'secrets', name), 'x\n');
  const copy = join(folder.path, 'example.yaml');
  await writeFile(copy, await readFile(example));
  const loaded = await loadChannels(copy, { env, calendars: ['cn'] });
  expect(loaded.ok ? [] : loaded.problems).toEqual([]);
  if (!loaded.ok) return;
  expect(loaded.digests).toEqual({
    daily: { channels: ['duty-desk'], at: '07:30' },
    monthly: { channels: ['duty-desk'], language: 'zh', day: 1, at: '08:00' },
  });
  expect([...openMailers(loaded.channels)].map(([name, mailer]) => [name, mailer.name])).toEqual([
    ['duty-desk', 'duty-desk'],
  ]);
  const bus = { send: async () => {} };
  const channels = openChannels(loaded.channels, { composing: composing(), bus, now: () => 0 });
  expect([...channels.values()].map(({ name }) => name)).toEqual([...loaded.channels.keys()]);
  expect(() => openChannels(loaded.channels, { composing: composing(), bus: null, now: () => 0 })).toThrow(
    'channel everyone-else needs Kafka',
  );
});

test('secrets come from the environment and from files beside the file, without their last line break', async () => {
  const result = await load(one('kind: feishu, hook: { env: HOOK }, secret: { file: keys/feishu }'), {
    'keys/feishu': 'two words \r\n',
  });
  expect(result.ok && [...result.channels.get('one')!.secrets]).toEqual([
    ['hook', SECRET],
    ['secret', 'two words '],
  ]);
});

test('what is not said has a default', async () => {
  const result = await load(one('kind: kafka'));
  expect(result.ok && [result.channels.get('one')!.settings, result.routes, result.digests]).toEqual([
    { kind: 'kafka', language: 'zh', timeoutSeconds: 10, topic: 'shixian.cards' },
    [{ match: {}, channels: ['one'], continue: false, group: { by: [], waitSeconds: 60, most: 100 } }],
    {},
  ]);
});

describe('a secret in the file itself is refused and not shown', () => {
  const where = 'expected where the secret is found, { env: NAME } or { file: path }, not the secret itself';
  const cases: Record<string, [fields: string, problem: string]> = {
    'as text': [`kind: wecom, key: ${SECRET}`, `2:28 channels.one.key: ${where}`],
    'as a name of a variable': [`kind: wecom, key: { env: "${SECRET} " }`, `2:28 channels.one.key: ${where}`],
    'as another field': [`kind: wecom, key: { value: ${SECRET} }`, `2:28 channels.one.key: ${where}`],
    'in the query of a URL': [
      `kind: webhook, url: "https://example.org/?token=${SECRET}"`,
      '2:30 channels.one.url: expected an http or https URL without user, password and query; one that holds a secret goes by reference, { env: NAME } or { file: path }',
    ],
    'as a password in a URL': [
      `kind: alertmanager, url: "http://me:${SECRET}@example.org"`,
      '2:35 channels.one.url: expected an http or https URL without user, password and query; one that holds a secret goes by reference, { env: NAME } or { file: path }',
    ],
  };
  for (const [name, [fields, problem]] of Object.entries(cases))
    test(name, async () => expect(await problemsOf(one(fields))).toEqual([problem]));
});

describe('mistakes', () => {
  const cases: Record<string, [text: string, ...problems: string[]]> = {
    'a kind that does not exist': [
      one('kind: smoke'),
      '2:16 channels.one.kind: expected one of webhook, email, dingtalk, wecom, feishu, alertmanager, kafka, got "smoke"',
    ],
    'a field that does not exist': [
      one('kind: kafka, topics: cards'),
      '2:23 channels.one.topics: unknown key "topics"',
    ],
    'a field that is missing': [
      one('kind: email, host: h, from: a@b'),
      '2:8 channels.one.to: expected list, got nothing',
    ],
    'an address with a line break': [
      one('kind: email, host: h, to: [a@b], from: "a@b\\nBcc: c@d"'),
      '2:49 channels.one.from: expected one address such as Duty desk <duty@example.org>, got "a@b\\nBcc: c@d"',
    ],
    'a variable that is not set': [
      one('kind: feishu, hook: { env: EMPTY }'),
      '2:30 channels.one.hook: expected the environment variable EMPTY to be set',
    ],
    'a file that is missing': [
      one('kind: feishu, hook: { file: none }'),
      '2:30 channels.one.hook: expected a file that can be read, got "none" (ENOENT)',
    ],
    'a user without a password': [
      one('kind: email, host: h, from: a@b, to: [a@b], user: me'),
      '2:60 channels.one.user: expected a password beside it',
    ],
    'a password in the clear': [
      one('kind: email, host: h, from: a@b, to: [a@b], user: me, password: { env: HOOK }, security: none'),
      '2:99 channels.one.security: expected starttls or tls, since a password would cross the network in the clear, got "none"',
    ],
    'a channel that is not there': [
      `channels: { duty-desk: { kind: kafka } }\nroutes: [{ channels: [duty-dsk] }]`,
      '2:23 routes[0].channels[0]: expected a channel that is known (duty-desk), got "duty-dsk"',
    ],
    'a calendar that is not there': [
      `channels: { one: { kind: kafka } }\n${route('    quiet: { calendar: de }')}`,
      '4:24 routes[0].quiet.calendar: expected a calendar that is known (cn, nl), got "de"',
    ],
    'hours that end before they begin': [
      `channels: { one: { kind: kafka } }\n${route('    quiet: { calendar: cn, open: 20:00-08:00 }')}`,
      '4:34 routes[0].quiet.open: office hours "20:00-08:00": a span ends before it begins; expected spans in order such as 09:00-12:00,13:30-17:30',
    ],
    'a rung that does not exist': [
      `channels: { one: { kind: kafka } }\n${route('    match: { rungs: [orange] }')}`,
      '4:22 routes[0].match.rungs[0]: expected one of warning, yellow, red, escalation, got "orange"',
    ],
    'a route that is never asked': [
      `channels: { one: { kind: kafka } }\nroutes:\n  - { match: { jurisdictions: [cn/hubei] }, channels: [one] }\n  - { match: { jurisdictions: [cn/hubei/ezhou], rungs: [red] }, channels: [one] }`,
      '4:5 routes[1]: never asked: every card it matches stops at route 1; put it before, or give that one continue: true',
    ],
    'a digest to a channel that is no mail': [
      digests('daily: { channels: [one] }'),
      '7:23 digests.daily.channels[0]: expected a channel of kind email (desk), got "one", which is of kind kafka',
    ],
    'a digest to channels that are not there, or there twice': [
      digests('monthly: { channels: [dsk, desk, desk] }'),
      '7:25 digests.monthly.channels[0]: expected a channel that is known (desk), got "dsk"',
      '7:36 digests.monthly.channels[2]: expected each channel once, got "desk" again',
    ],
    'a digest at no time of day': [
      digests('daily: { channels: [desk], at: 7:30 }'),
      '7:34 digests.daily.at: expected a time of day such as 07:30, got "7:30"',
    ],
    'a bulletin on a day that not every month has': [
      digests('monthly: { channels: [desk], day: 31 }'),
      '7:37 digests.monthly.day: expected a day that every month has, from 1 to 28, got 31',
    ],
    'a digest that does not exist': [
      digests('weekly: { channels: [desk] }'),
      '7:3 digests.weekly: unknown key "weekly"',
    ],
  };
  for (const [name, [text, ...problems]] of Object.entries(cases))
    test(name, async () => expect(await problemsOf(text)).toEqual(problems));

  test('a route after one that goes on, or covers only a part of it, is fine', async () => {
    const routes = (first: string) =>
      `channels: { one: { kind: kafka } }\nroutes:\n  - { ${first}, channels: [one] }\n  - { match: { systems: [water] }, channels: [one] }`;
    expect(await problemsOf(routes('continue: true'))).toEqual([]);
    expect(await problemsOf(routes('match: { systems: [water], rungs: [red] }'))).toEqual([]);
    expect(await problemsOf(routes('match: {}'))).toHaveLength(1);
  });
});
