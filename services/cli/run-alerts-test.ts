// `shixian alerts test`: one message through one channel, plainly marked as a test, and what the receiver said to it.
import { randomBytes } from 'node:crypto';
import type { Card, CardMessage } from '../../schemas/card.ts';
import type { SendResult } from '../alert/channels/channel.ts';
import type { LoadedChannel } from '../alert/channels/load-channels.ts';
import { openChannels } from '../alert/channels/open-channels.ts';
import { formatInstant } from '../core/instant.ts';
import { DAY_MS } from '../core/local-date.ts';
import { nearNames } from '../core/near-names.ts';
import { failure } from './failure.ts';
import { openChannelBus } from './open-channel-bus.ts';
import { readRules } from './open-house.ts';
import { readKafka } from './open-kafka.ts';
import { printable } from './printable.ts';
import { type AlertOptions, readAlerts } from './read-alerts.ts';
import { say } from './serve.ts';

export interface AlertsTestOptions extends Pick<AlertOptions, 'channels' | 'publicUrl'> {
  readonly channel: string;
  readonly kafka?: string;
}

const USUAL_URL = 'http://127.0.0.1:8080';
const ZONE = 'Asia/Shanghai';
/** A test in Alertmanager ends by itself after as long. */
const HELD_DAYS = 5 / 1440;

export async function runAlertsTest(options: AlertsTestOptions): Promise<void> {
  const rules = await readRules();
  const { channels, publicUrl } = await readAlerts(options, {
    env: process.env,
    calendars: rules.calendars.keys(),
  });
  const name = options.channel;
  const chosen = chooseChannel(channels, name);
  const settings = await readKafka(options);
  const only = new Map([[name, chosen]]);
  const bus = await openChannelBus(only, settings, null);
  try {
    const url = publicUrl ?? USUAL_URL;
    const composing = { listUrl: `${url}/cards`, nameOf: (_what: string, id: string) => id };
    const channel = openChannels(only, { composing, bus, now: Date.now }).get(name)!;
    const result = await channel.send(testMessage(url, Date.now()), new AbortController().signal);
    tell(name, chosen, result);
  } finally {
    await bus?.close();
  }
}

function chooseChannel(channels: ReadonlyMap<string, LoadedChannel>, name: string): LoadedChannel {
  const found = channels.get(name);
  if (found === undefined) throw unknownChannel([...channels.keys()], name);
  const { settings, secrets } = found;
  if (settings.kind !== 'alertmanager') return found;
  return { secrets, settings: { ...settings, heldDays: HELD_DAYS } };
}

function unknownChannel(known: readonly string[], name: string): Error {
  if (known.length === 0)
    return failure(
      'no-channels',
      'there is no channel to try; name the channels file with --channels or SHIXIAN_CHANNELS',
    );
  const near = nearNames(name, known);
  const expected = (near.length > 0 ? near : known).join(', ');
  return failure(
    'unknown-channel',
    `--channel: expected a channel that is known (${expected}), got "${name}"`,
  );
}

/** Of no case, group or target that there is. */
function testMessage(url: string, at: number): CardMessage {
  const now = formatInstant(at, ZONE);
  const card: Card = {
    cardId: randomBytes(16).toString('hex'),
    rung: 'warning',
    state: 'raised',
    system: 'test',
    caseId: '测试 TEST',
    group: null,
    targetId: 'test',
    jurisdiction: 'test',
    department: '测试，无需处理 test, nothing to do',
    service: '测试 test',
    documentTitle: '测试 test',
    documentNumber: null,
    clause: '测试 test',
    limit: 4,
    unit: 'working_day',
    elapsed: 3,
    deadline: formatInstant(at + DAY_MS, ZONE),
    reachedAt: now,
    raisedAt: now,
    raisedLate: false,
    replyDueAt: null,
    reply: null,
    withdrawal: null,
    url: `${url}/cards`,
  };
  return { messageId: randomBytes(16).toString('hex'), kind: 'test', cards: [card], at };
}

function tell(name: string, { settings }: LoadedChannel, result: SendResult): void {
  const named = `${name} (${settings.kind})`;
  if (!result.ok) {
    const then = result.retry ? 'a card would be tried again' : 'a card would not be tried again';
    throw failure('test-failed', `${named}: ${result.detail}; ${then}`);
  }
  say(`${named}: ${printable(result.detail)}`);
}
