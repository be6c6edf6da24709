// Reads whom cards are told, since when they are raised and where people read them; every mistake is told before anything starts.
import { type ChannelsContext, type ChannelsResult, loadChannels } from '../alert/channels/load-channels.ts';
import { readEdge } from '../api/read-instant.ts';
import { Refusal } from '../api/refusal.ts';
import { Failure, failure } from './failure.ts';

/** What a command says of alerts; the environment speaks where it says nothing. */
export interface AlertOptions {
  /** The channels file; without one cards are raised and shown, and told to nobody. */
  readonly channels?: string;
  /** Where people reach the page; by default the address that is listened at. */
  readonly publicUrl?: string;
  /** Rungs reached before raise no card; heard when cards are raised for the first time, and by default that time. */
  readonly cardsSince?: string;
}

export interface AlertsContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ids of the calendars that quiet hours may name. */
  readonly calendars: Iterable<string>;
}

type Told = Omit<Extract<ChannelsResult, { ok: true }>, 'ok'>;

export interface AlertChoice extends Told {
  /** Without a slash at its end; null for the address that is listened at. */
  readonly publicUrl: string | null;
  /** Epoch milliseconds; null for the first enabling. */
  readonly cardsSince: number | null;
}

const NOBODY: Told = { channels: new Map(), routes: [], digests: {} };

export async function readAlerts(
  options: AlertOptions,
  { env, calendars }: AlertsContext,
): Promise<AlertChoice> {
  const file = options.channels ?? (env['SHIXIAN_CHANNELS'] || null);
  const publicUrl = options.publicUrl ?? (env['SHIXIAN_PUBLIC_URL'] || null);
  const name = options.publicUrl === undefined ? 'SHIXIAN_PUBLIC_URL' : '--public-url';
  return {
    ...(file === null ? NOBODY : await readTold(file, { env, calendars: [...calendars] })),
    publicUrl: publicUrl === null ? null : readPublicUrl(name, publicUrl),
    cardsSince: options.cardsSince === undefined ? null : readSince(options.cardsSince),
  };
}

async function readTold(file: string, context: ChannelsContext): Promise<Told> {
  const loaded = await loadChannels(file, context);
  if (!loaded.ok) throw new Failure(loaded.problems);
  const { ok: _, ...told } = loaded;
  return told;
}

/** The page's own paths follow it. */
function readPublicUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isBare =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    `${url.username}${url.password}${url.search}${url.hash}` === '';
  if (isBare) return url.href.replace(/\/+$/, '');
  throw failure(
    'bad-public-url',
    `${name}: expected an http or https URL without user, query and fragment, such as https://shixian.example.org`,
  );
}

function readSince(text: string): number {
  try {
    return readEdge('--cards-since', text, 0);
  } catch (error) {
    if (error instanceof Refusal) throw new Failure(error.problems);
    throw error;
  }
}
