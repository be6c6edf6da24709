// Digests that could not be mailed as they stand: a digest is a mail with a spreadsheet, which only channels of kind
// email can carry.
import type { ChannelSettings, DigestMailings } from '../../../schemas/channel.ts';
import type { Path } from '../../platform/read-yaml.ts';
import { unknown } from './check-routes.ts';

export function checkDigests(
  digests: DigestMailings,
  channels: Readonly<Record<string, Pick<ChannelSettings, 'kind'>>>,
  refuse: (at: Path, why: string) => void,
): void {
  const mailboxes = Object.keys(channels).filter((name) => channels[name]!.kind === 'email');
  for (const kind of ['daily', 'monthly'] as const) {
    const named = digests[kind]?.channels ?? [];
    named.forEach((name, i) => {
      const why = whyNot(name, named.indexOf(name) < i, channels, mailboxes);
      if (why !== null) refuse(['digests', kind, 'channels', i], why);
    });
  }
}

function whyNot(
  name: string,
  isRepeated: boolean,
  channels: Readonly<Record<string, Pick<ChannelSettings, 'kind'>>>,
  mailboxes: readonly string[],
): string | null {
  if (!Object.hasOwn(channels, name)) return unknown('channel', name, mailboxes);
  const { kind } = channels[name]!;
  const known = mailboxes.join(', ') || 'there is none';
  if (kind !== 'email')
    return `expected a channel of kind email (${known}), got "${name}", which is of kind ${kind}`;
  return isRepeated ? `expected each channel once, got "${name}" again` : null;
}
