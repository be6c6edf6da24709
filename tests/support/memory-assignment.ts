// Deals the partitions out to the members of a group.
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export type Assign = 'round-robin' | 'range';

export const placeOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

interface Dealing {
  readonly assign: Assign;
  readonly partitionsOf: (topic: string) => readonly TopicPartition[];
}

/** Each topic among those members that asked for it, in the order of their names. */
export function dealPartitions(
  members: ReadonlyMap<string, { readonly topics: readonly string[] }>,
  { assign, partitionsOf }: Dealing,
): Map<string, TopicPartition[]> {
  const dealt = new Map<string, TopicPartition[]>([...members.keys()].map((id) => [id, []]));
  const topics = new Set([...members.values()].flatMap((member) => member.topics));
  let turn = 0;
  for (const topic of topics) {
    const takers = [...members].filter(([, member]) => member.topics.includes(topic)).map(([id]) => id);
    takers.sort();
    const partitions = partitionsOf(topic);
    const share = Math.ceil(partitions.length / takers.length);
    for (const [i, partition] of partitions.entries()) {
      const place = assign === 'range' ? Math.floor(i / share) : turn++ % takers.length;
      dealt.get(takers[place]!)!.push(partition);
    }
  }
  return dealt;
}
