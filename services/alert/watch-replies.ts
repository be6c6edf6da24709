// Says of cards whose reply is overdue that it is, once in their turn.
import type { CardEvent } from '../core/card-life.ts';
import { replyOverdueStep } from '../core/card-steps.ts';
import { appendCardEvents, readCardLives, readRepliesDue } from '../store/cards.ts';
import type { Database } from '../store/database.ts';
import { makeDueList } from './due-list.ts';
import { NotLeading } from './look-at-cases.ts';

export interface ReplyWatchOptions {
  readonly db: Database;
  readonly now: () => number;
  readonly holds: () => Promise<boolean>;
  readonly told: (events: readonly CardEvent[]) => void;
  /** How far ahead deadlines are armed. */
  readonly horizonMs?: number;
}

export interface ReplyWatch {
  /** Cards that were raised or reinstated. */
  raised(events: readonly CardEvent[]): void;
  /** As the step of a case watch. */
  step(): Promise<number>;
}

const AT_ONCE = 500;
const HORIZON_MS = 60 * 60_000;

export function watchReplies({
  db,
  now,
  holds,
  told,
  horizonMs = HORIZON_MS,
}: ReplyWatchOptions): ReplyWatch {
  const due = makeDueList<string>();
  let armedTo = Number.NEGATIVE_INFINITY;

  const arm = async (at: number): Promise<void> => {
    const to = at + horizonMs;
    // The first millisecond after the last at which a reply is in time.
    for (const { cardId, replyDueAt } of await readRepliesDue(db, armedTo, to))
      due.setEarlier(cardId, cardId, replyDueAt + 1);
    armedTo = to;
  };

  const sayOverdue = async (ids: readonly string[], at: number): Promise<void> => {
    try {
      const lives = [...(await readCardLives(db, ids)).values()];
      const steps = lives.flatMap((life) => replyOverdueStep(life, at) ?? []);
      if (steps.length === 0) return;
      if (!(await holds())) throw new NotLeading();
      await appendCardEvents(db, steps);
      told(steps);
    } catch (error) {
      for (const id of ids) due.set(id, id, at);
      throw error;
    }
  };

  return {
    raised: (events) => {
      for (const event of events) {
        if (event.kind !== 'raised' && event.kind !== 'reinstated') continue;
        const { replyDueAt } = event.facts;
        if (replyDueAt !== null && replyDueAt <= armedTo) due.set(event.cardId, event.cardId, replyDueAt + 1);
      }
    },
    step: async () => {
      const at = now();
      if (at >= armedTo - horizonMs / 2) await arm(at);
      const ids = due.take(at, AT_ONCE);
      if (ids.length > 0) await sayOverdue(ids, at);
      return Math.min(due.next(), armedTo - horizonMs / 2);
    },
  };
}
