// Counts what became of an imported file, with the first place of each kind of problem.
import type { Problem } from '../../schemas/problem.ts';
import type { Incoming, Receipts } from '../../schemas/receipt.ts';

/** A kind of problem met: how often, and where first. */
export interface ProblemCount {
  readonly code: string;
  readonly count: number;
  readonly origin: string;
  readonly message: string;
}

export interface ImportSummary {
  /** Rows, lines or elements of the file, the header not counted. */
  readonly rows: number;
  /** Rows that told nothing: listed under `ignore`, or telling only case events already told. */
  readonly silent: number;
  /** Events made of them and handed in. */
  readonly events: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
  /** Durable in Kafka, judged once they are read from there. */
  readonly queued: number;
  readonly problems: readonly ProblemCount[];
  /** Why the file could not be read to its end; null when it was. */
  readonly failure: Problem | null;
}

export interface Tally {
  /** Counts what a row became, and hands it back. */
  readonly addRow: (items: readonly Incoming[]) => readonly Incoming[];
  readonly addReceipts: (items: readonly Incoming[], receipts: Receipts) => void;
  readonly counts: () => { readonly rows: number; readonly events: number };
  readonly summary: (failure: Problem | null) => ImportSummary;
}

export function createTally(): Tally {
  const counts = { rows: 0, silent: 0, events: 0, accepted: 0, duplicate: 0, rejected: 0, queued: 0 };
  const problems = new Map<string, ProblemCount>();
  const addProblem = ({ code, message }: Problem, origin: string) => {
    const known = problems.get(code);
    problems.set(code, known ? { ...known, count: known.count + 1 } : { code, count: 1, origin, message });
  };
  return {
    addRow: (items) => {
      counts.rows += 1;
      counts.silent += items.length === 0 ? 1 : 0;
      for (const { problem } of items) counts.events += problem ? 0 : 1;
      return items;
    },
    addReceipts: (items, { accepted, duplicate, rejected, queued, receipts }) => {
      counts.accepted += accepted;
      counts.duplicate += duplicate;
      counts.rejected += rejected;
      counts.queued += queued ?? 0;
      for (const [index, receipt] of receipts.entries())
        if (receipt.status === 'rejected')
          for (const problem of receipt.problems) addProblem(problem, items[index]?.origin ?? '');
    },
    counts: () => ({ rows: counts.rows, events: counts.events }),
    summary: (failure) => ({ ...counts, problems: [...problems.values()], failure }),
  };
}
