// Reads the channels file and the secrets it names; every mistake names the field, and no secret is ever shown.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type ChannelSettings,
  ChannelsFile,
  type DigestMailings,
  type Route,
  type SecretRef,
} from '../../../schemas/channel.ts';
import type { Problem } from '../../../schemas/problem.ts';
import { type Path, readYaml } from '../../platform/read-yaml.ts';
import { checkDigests } from './check-digests.ts';
import { checkRoutes } from './check-routes.ts';

export interface LoadedChannel {
  readonly settings: ChannelSettings;
  /** The text of each secret, by the field that names it. */
  readonly secrets: ReadonlyMap<string, string>;
}

export type ChannelsResult =
  | {
      readonly ok: true;
      readonly channels: ReadonlyMap<string, LoadedChannel>;
      readonly routes: readonly Route[];
      readonly digests: DigestMailings;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface ChannelsContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ids of the calendars that quiet hours may name. */
  readonly calendars: readonly string[];
}

/** Files that secrets name are sought beside the channels file. */
export async function loadChannels(path: string, context: ChannelsContext): Promise<ChannelsResult> {
  const read = await readYaml(path, ChannelsFile);
  if (!read.ok) return { ok: false, problems: read.problems.map(withoutValue) };
  const problems: Problem[] = [];
  const refuse = (at: Path, why: string) =>
    problems.push({ code: 'bad-channels', message: `${read.locate(at)}: ${why}`, field: at.join('.') });
  const channels = new Map<string, LoadedChannel>();
  for (const [name, settings] of Object.entries(read.value.channels)) {
    checkTogether(settings, (field, why) => refuse(['channels', name, field], why));
    const secrets = new Map<string, string>();
    for (const [field, ref] of secretsOf(settings)) {
      const found = await readSecret(ref, dirname(path), context.env);
      if (found.ok) secrets.set(field, found.text);
      else refuse(['channels', name, field], found.why);
    }
    channels.set(name, { settings, secrets });
  }
  checkRoutes(read.value.routes, [...channels.keys()], context.calendars, refuse);
  const { routes, digests } = read.value;
  checkDigests(digests, read.value.channels, refuse);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, channels, routes, digests };
}

/** What stands where a reference is expected may be the secret itself. */
const withoutValue = ({ code, message, field }: Problem): Problem => ({
  code,
  message,
  ...(field === undefined ? {} : { field }),
});

function secretsOf(settings: ChannelSettings): [field: string, ref: SecretRef][] {
  return Object.entries(settings).flatMap(([field, value]): [string, SecretRef][] => {
    if (field === 'caFile') return [[field, { file: String(value) }]];
    const isRef = typeof value === 'object' && value !== null && ('env' in value || 'file' in value);
    return isRef ? [[field, value as SecretRef]] : [];
  });
}

type Found = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

async function readSecret(ref: SecretRef, folder: string, env: ChannelsContext['env']): Promise<Found> {
  if ('env' in ref) {
    const text = env[ref.env];
    return text
      ? { ok: true, text }
      : { ok: false, why: `expected the environment variable ${ref.env} to be set` };
  }
  try {
    const text = (await readFile(resolve(folder, ref.file), 'utf8')).replace(/\r?\n$/, '');
    return text === ''
      ? { ok: false, why: `expected something in ${ref.file}, which is empty` }
      : { ok: true, text };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return { ok: false, why: `expected a file that can be read, got "${ref.file}" (${code})` };
  }
}

/** Fields that only make sense together. */
function checkTogether(settings: ChannelSettings, refuse: (field: string, why: string) => void): void {
  if (settings.kind !== 'email' && settings.kind !== 'alertmanager') return;
  const { user, password } = settings;
  if (user === undefined && password !== undefined) refuse('password', 'expected a user beside it');
  if (user !== undefined && password === undefined) refuse('user', 'expected a password beside it');
  if (settings.kind === 'alertmanager' && user !== undefined && settings.bearer !== undefined)
    refuse('bearer', 'expected either a user with a password or a bearer token, not both');
  if (settings.kind === 'email' && user !== undefined && settings.security === 'none')
    refuse(
      'security',
      'expected starttls or tls, since a password would cross the network in the clear, got "none"',
    );
}
