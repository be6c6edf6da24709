// What the ingestion tells whoever watches it: metrics, health and the log line of each batch.

/** One range of a partition made durable. */
export interface RangeDone {
  readonly topic: string;
  readonly partition: number;
  /** First and last offset, both included. */
  readonly from: number;
  readonly to: number;
  /** The first offset after it that is not durable yet. */
  readonly next: number;
  readonly bytes: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
  /** Rejections by the code of their first problem. */
  readonly codes: Readonly<Record<string, number>>;
  /** Tries it took; 1 when the first went through. */
  readonly attempts: number;
  /** It had been written down before by a consumer that did not finish it. */
  readonly replayed: boolean;
  /** Milliseconds from the write-ahead to the commit. */
  readonly tookMs: number;
  /** Oldest and newest broker timestamp in it, epoch milliseconds. */
  readonly oldestAt: number;
  readonly newestAt: number;
  /** Epoch milliseconds at which its verdicts were stored. */
  readonly storedAt: number;
  readonly highWatermark: number;
}

export interface RangeFailed {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  readonly attempts: number;
  readonly error: Error;
  readonly retryInMs: number;
}

/** Too many messages of a partition are refused; it stands still until a person has looked. */
export interface Braked {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly reason: string;
}

export interface IngestWatch {
  assigned(partitions: readonly { readonly topic: string; readonly partition: number }[]): void;
  /** Records were fetched, before anything is done with them. */
  fetched(topic: string, partition: number, nextOffset: number, highWatermark: number): void;
  done(range: RangeDone): void;
  failed(range: RangeFailed): void;
  braked(brake: Braked): void;
  /** Offsets that retention deleted before they were read: lost to us, and said so. */
  missing(topic: string, partition: number, from: number, to: number): void;
}
