// How batches are told to the intake, and what it needs to take them in.
import type { Receipt, Receipts } from '../../schemas/receipt.ts';
import type { CaseKey, Digests, TouchedCase } from '../store/case-events.ts';
import type { Database } from '../store/database.ts';
import type { MemoryLimits } from './known-cases.ts';
import type { Item } from './sort-batch.ts';

export interface IntakeOptions {
  readonly db: Database;
  readonly now: () => number;
  /**
   * Folds the touched cases and returns the digests of their clocks as they stand then, in the same order; runs
   * before the answer. It may fold while their events are being stored, but writes nothing before `stored` resolves.
   */
  readonly refresh: (
    touched: readonly TouchedCase[],
    token: string,
    stored: Promise<unknown>,
  ) => Promise<readonly Digests[]>;
  /** Folds those of the cases that a batch which broke off left behind; runs before the next batch. */
  readonly mend: (keys: readonly CaseKey[]) => Promise<void>;
  readonly appVersion: string;
  /** How much is remembered of cases told of lately: nothing where another process may tell of the same cases. */
  readonly memory?: MemoryLimits;
}

/** What a source that can tell a batch again says about it, so that the same batch is stored the same way. */
export interface Telling {
  /** Names the batch; the same items under the same name are stored once. */
  readonly name: string;
  /** Epoch milliseconds at which it is judged whether times are plausible: the same at every try, as the answer must be. */
  readonly checkedAt: number;
  /** The batch may have been stored in part by a process that has ended since. */
  readonly again: boolean;
  /** Sees what would be answered before anything is stored; when it throws, nothing is. */
  readonly admit?: (receipts: readonly Receipt[]) => void;
}

export type TakeIn = (batch: readonly Item[], telling?: Telling) => Promise<Receipts>;

/** What one caller told. */
export interface Part {
  readonly items: readonly Item[];
  readonly telling: Telling | undefined;
}
