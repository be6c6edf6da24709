// Gathers the commits of one turn into one request: the partitions of a fetch begin and end their ranges together.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OffsetsByTopicPartition } from 'kafkajs';
import type { CommitPoint } from './event-bus.ts';

export interface PlacedPoint extends CommitPoint {
  readonly topic: string;
  readonly partition: number;
}

export interface Commits {
  /** Resolves when the request that carries the point was answered; `send` of the first of a turn is used for all. */
  readonly add: (
    point: PlacedPoint,
    send: (request: OffsetsByTopicPartition) => Promise<void>,
  ) => Promise<void>;
}

export function gatherCommits(): Commits {
  let next: { readonly points: PlacedPoint[]; readonly sent: Promise<void> } | null = null;
  return {
    add: (point, send) => {
      if (next === null) {
        const points: PlacedPoint[] = [];
        const sent = nextTurn().then(() => {
          next = null;
          return send(requestOf(points));
        });
        next = { points, sent };
      }
      next.points.push(point);
      return next.sent;
    },
  };
}

/** The types of kafkajs leave out `metadata`, which its requests carry. */
function requestOf(points: readonly PlacedPoint[]): OffsetsByTopicPartition {
  const topics = [...new Set(points.map(({ topic }) => topic))];
  return {
    topics: topics.map((topic) => ({
      topic,
      partitions: points
        .filter((point) => point.topic === topic)
        .map(({ partition, offset, mark }) => {
          const entry = { partition, offset: String(offset), metadata: mark };
          return entry;
        }),
    })),
  };
}
