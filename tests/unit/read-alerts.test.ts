// What a command says of alerts, or the environment in its place: read whole, or refused with a reason.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '../../services/cli/failure.ts';
import { type AlertOptions, readAlerts } from '../../services/cli/read-alerts.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const FILE = `channels:
  desk: { kind: webhook, url: "https://desk.example.org/cards", secret: { env: DESK_SECRET } }
  city: { kind: webhook, url: "https://city.example.org/cards" }
routes:
  - { match: { systems: [water] }, channels: [desk], quiet: { calendar: cn } }
  - channels: [city]
`;

let folder: TempFolder;
let file: string;
beforeAll(async () => {
  folder = await tempFolder();
  file = join(folder.path, 'channels.yaml');
  await writeFile(file, FILE);
});
afterAll(() => folder.remove());

const read = (options: AlertOptions, env: Record<string, string> = {}, calendars = ['cn']) =>
  readAlerts(options, { env, calendars });

async function refusal(...question: Parameters<typeof read>): Promise<string[]> {
  const error = await read(...question).then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  return (error as Failure).problems.map(({ message }) => message.replace(`${folder.path}/`, ''));
}

test('nothing said: nobody is told, cards are raised from now on, the page is where it listens', async () => {
  expect(await read({})).toEqual({
    channels: new Map(),
    routes: [],
    digests: {},
    publicUrl: null,
    cardsSince: null,
  });
  expect(await read({}, { SHIXIAN_CHANNELS: '', SHIXIAN_PUBLIC_URL: '' })).toEqual(await read({}));
});

describe('the channels file', () => {
  test('is named by the option, else by the environment, and comes with its secrets', async () => {
    const env = { DESK_SECRET: 's3' };
    const named = await read({ channels: file }, { ...env, SHIXIAN_CHANNELS: '/nowhere.yaml' });
    expect([...named.channels.keys()]).toEqual(['desk', 'city']);
    expect(named.channels.get('desk')!.secrets.get('secret')).toBe('s3');
    expect(named.routes.map(({ channels }) => channels)).toEqual([['desk'], ['city']]);
    expect(await read({}, { ...env, SHIXIAN_CHANNELS: file })).toEqual(named);
  });

  test('with a mistake is refused by line: a missing secret, an unknown calendar, no file', async () => {
    expect(await refusal({ channels: file })).toEqual([
      expect.stringMatching(/^channels\.yaml:2:.*expected the environment variable DESK_SECRET to be set$/),
    ]);
    expect(await refusal({ channels: file }, { DESK_SECRET: 's' }, ['nl'])).toEqual([
      expect.stringMatching(/^channels\.yaml:5:.*expected a calendar that is known \(nl\), got "cn"$/),
    ]);
    expect(await refusal({}, { SHIXIAN_CHANNELS: join(folder.path, 'none.yaml') })).toEqual([
      'none.yaml: cannot be read: no such file',
    ]);
  });
});

describe('the public address', () => {
  test.each([
    ['https://shixian.example.org', 'https://shixian.example.org'],
    ['https://shixian.example.org/', 'https://shixian.example.org'],
    ['http://10.0.0.7:8080/city/', 'http://10.0.0.7:8080/city'],
  ])('%s', async (publicUrl, expected) => {
    expect((await read({ publicUrl })).publicUrl).toBe(expected);
    expect((await read({}, { SHIXIAN_PUBLIC_URL: publicUrl })).publicUrl).toBe(expected);
  });

  test.each(['shixian.example.org', 'ftp://a.b', 'https://u:p@a.b', 'https://a.b/?x=1', 'https://a.b/#x'])(
    '%s is refused by the name it was given under, without its secrets',
    async (publicUrl) => {
      const [byOption] = await refusal({ publicUrl });
      expect(byOption).toMatch(/^--public-url: expected an http or https URL/);
      expect(byOption).not.toContain('u:p');
      expect((await refusal({}, { SHIXIAN_PUBLIC_URL: publicUrl }))[0]).toMatch(/^SHIXIAN_PUBLIC_URL: /);
    },
  );
});

test('the instant from which rungs raise cards is read as every other; a bare date is its beginning', async () => {
  const since = async (cardsSince: string) => (await read({ cardsSince })).cardsSince;
  expect(await since('2026-03-02')).toBe(Date.parse('2026-03-02T00:00:00+08:00'));
  expect(await since('2026-03-02T09:30')).toBe(Date.parse('2026-03-02T09:30:00+08:00'));
  expect(await since('2026-03-02T09:30:00Z')).toBe(Date.parse('2026-03-02T09:30:00Z'));
  expect((await refusal({ cardsSince: 'soon' }))[0]).toMatch(/^"soon" is not an instant/);
  expect((await refusal({ cardsSince: '1066-10-14' }))[0]).toMatch(/^--cards-since: expected a year from/);
});
