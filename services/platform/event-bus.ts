// The port to a partitioned log of messages. Adapters: Kafka in platform/, a model of a broker in tests/support.

/** One record as the broker keeps it; key and value are the very bytes. */
export interface BusMessage {
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: BusHeaders;
  /** Epoch milliseconds, as the topic states them: when it was made or when the broker appended it. */
  readonly timestamp: number;
}

export type BusHeaders = Readonly<Record<string, Buffer>>;

/** Records of one partition, in order, as one fetch brought them. */
export interface BusBatch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly BusMessage[];
  /** The offset after the last record fetched, which may lie beyond the last message (control records). */
  readonly nextOffset: number;
  /** The offset the next record produced will have. */
  readonly highWatermark: number;
}

/** Where a group stands in a partition: the first offset not yet durable, and a note of at most 4,096 bytes kept with it. */
export interface CommitPoint {
  readonly offset: number;
  readonly mark: string;
}

/** The hold one consumer has on one partition during one generation of its group. */
export interface PartitionLease {
  readonly topic: string;
  readonly partition: number;
  /** Told apart from every other generation that this consumer has lived through. */
  readonly generation: number;
  /** False for good once the generation ended, a rebalance began or the consumer is stopping. */
  held(): boolean;
  /** What the group had committed when the generation began; null when nothing yet. */
  committed(): Promise<CommitPoint | null>;
  /** Makes the point durable at the broker. Throws `LeaseLost` when the generation is over, else an error to retry. */
  commit(point: CommitPoint): Promise<void>;
  /** Moves the fetch position; commits nothing. */
  advanceTo(offset: number): void;
  /** Stops fetching this partition; it goes on from `offset` after `delayMs`, or at the next generation for null. */
  pauseFrom(offset: number, delayMs: number | null): void;
}

/** The generation is over: another consumer may own the partition. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

export interface ConsumeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * Called with the batches of a partition one at a time, with those of different partitions at once.
   * Never throws. The fetch position stays where it was unless the lease moves it.
   */
  readonly onBatch: (batch: BusBatch, lease: PartitionLease) => Promise<void>;
  /** A generation began; every lease of an earlier one is over. */
  readonly onAssigned: (assignment: Assignment) => void;
  /** Consuming ended for good although nobody asked; the process should end. */
  readonly onDead: (error: Error) => void;
}

export interface Assignment {
  readonly generation: number;
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[];
}

export interface Consumption {
  /** Fetches no more, lets handlers end, leaves the group. Leases are over at once. */
  stop(): Promise<void>;
  /** Epoch milliseconds of the last answer of the broker to this consumer; null before the first. */
  lastHeardAt(): number | null;
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: BusHeaders;
}

/** Where a partition ends and where a group stands in it. */
export interface PartitionPosition {
  readonly topic: string;
  readonly partition: number;
  readonly low: number;
  readonly high: number;
  readonly committed: CommitPoint | null;
}

export interface EventBus {
  consume(options: ConsumeOptions): Promise<Consumption>;
  /** Resolves when every message is durable at the broker (acks of all in-sync replicas); order is kept by key. */
  send(messages: readonly OutgoingMessage[]): Promise<void>;
  /** Makes those topics that do not exist; returns the names it made. */
  ensureTopics(topics: readonly { readonly topic: string; readonly partitions: number }[]): Promise<string[]>;
  positions(group: string, topics: readonly string[]): Promise<PartitionPosition[]>;
  close(): Promise<void>;
}
