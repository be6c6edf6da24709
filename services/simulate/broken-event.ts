// Copies of an event that no door may accept, each broken in one way; the id says how.
import type { SeededRandom } from './seeded-random.ts';
import type { CloudEventJson } from './tell-events.ts';

type Break = (event: CloudEventJson) => Record<string, unknown>;

/** By kind: the copy, and the code of the problem with which it is refused. */
export const breaks: Readonly<Record<string, { readonly of: Break; readonly code: string }>> = {
  'unknown-type': { of: (event) => ({ ...event, type: `${event['type']}.v2` }), code: 'unknown-type' },
  'missing-subject': { of: ({ subject, ...rest }) => rest, code: 'bad-envelope' },
  'stamp-without-zone': {
    of: (event) => ({ ...event, time: String(event['time']).slice(0, 19) }),
    code: 'bad-envelope',
  },
  'future-stamp': {
    of: (event) => ({ ...event, time: `2099${String(event['time']).slice(4)}` }),
    code: 'time-in-future',
  },
  'unknown-field': {
    of: (event) => ({ ...event, data: { ...(event['data'] as object), officer: '***' } }),
    code: 'bad-data',
  },
};

const kinds = Object.keys(breaks);

export function breakEvent(event: CloudEventJson, random: SeededRandom): CloudEventJson {
  const kind = random.pick(kinds);
  return { ...breaks[kind]!.of(event), id: `${event['id']}-${kind}` };
}

/** How an event was broken, by its id; null for one that is whole. */
export const brokenKind = ({ id }: CloudEventJson): string | null =>
  kinds.find((kind) => String(id).endsWith(`-${kind}`)) ?? null;
