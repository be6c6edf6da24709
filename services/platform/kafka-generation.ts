// One generation of a consumer in its group: which partitions it holds, and whether it still does.
import type { CommitPoint } from './event-bus.ts';
import { placeOf } from './kafka-admin.ts';
import { type Commits, gatherCommits } from './kafka-commits.ts';

export interface Generation {
  /** No two of a process are the same. */
  readonly number: number;
  /** The first since this consumer connected. */
  readonly isFirst: boolean;
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[];
  /** Given once the generation is over. */
  readonly over: AbortSignal;
  readonly owns: (topic: string, partition: number) => boolean;
  /** What the group had committed when the generation began; asked once, after the join. */
  readonly committed: () => Promise<ReadonlyMap<string, CommitPoint>>;
  /** Where each partition's fetch position was last put; none before its first batch. */
  readonly positions: Map<string, number>;
  readonly commits: Commits;
}

/** Follows the generations of one consumer. */
export interface Membership {
  /** Null between generations. */
  current(): Generation | null;
  /** Null after the close: the client may have been let in while it was leaving. */
  begin(partitions: Generation['partitions']): Generation | null;
  /** The client begins to join: what it held is over before it asks. */
  joining(): void;
  /** The broker said, before the client noticed, that the generation is over: the client must join again. */
  fence(generation: Generation): void;
  /** Whether the client has to be made to join: it may think that it still holds what it does not. */
  needsJoin(): boolean;
  end(): void;
  /** Ends it for good. */
  close(): void;
}

let lastNumber = 0;

export function makeMembership(
  loadCommitted: (over: AbortSignal) => Promise<ReadonlyMap<string, CommitPoint>>,
): Membership {
  let current: { readonly generation: Generation; readonly ending: AbortController } | null = null;
  let isFirst = true;
  let isClosed = false;
  const end = (): void => {
    current?.ending.abort();
    current = null;
  };
  return {
    current: () => current?.generation ?? null,
    begin: (partitions) => {
      end();
      if (isClosed) return null;
      const ending = new AbortController();
      const places = new Set(partitions.map(({ topic, partition }) => placeOf(topic, partition)));
      let committed: ReturnType<Generation['committed']> | null = null;
      lastNumber += 1;
      const generation: Generation = {
        number: lastNumber,
        isFirst,
        partitions,
        over: ending.signal,
        owns: (topic, partition) => places.has(placeOf(topic, partition)),
        committed: () => {
          committed ??= loadCommitted(ending.signal);
          return committed;
        },
        positions: new Map(),
        commits: gatherCommits(),
      };
      current = { generation, ending };
      isFirst = false;
      return generation;
    },
    joining: end,
    fence: (generation) => {
      if (current?.generation === generation) end();
    },
    needsJoin: () => current === null && !isClosed,
    end,
    close: () => {
      isClosed = true;
      end();
    },
  };
}
