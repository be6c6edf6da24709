// Looks at cases anew: from their stored events to the rungs they reach and to what happens to their cards.
import { groundsOf } from '../core/card-grounds.ts';
import type { CardEvent } from '../core/card-life.ts';
import { judgeCase } from '../core/judge-case.ts';
import { type CardRules, reconcileCards } from '../core/reconcile-cards.ts';
import { cardIdOf } from '../store/card-ids.ts';
import { appendCardEvents, readCardLivesOfCases } from '../store/cards.ts';
import { type CaseKey, keyText, readEvents } from '../store/case-events.ts';
import { versionOf } from '../store/case-rows.ts';
import { type ComingRung, type RungRow, readRungVersions, writeCaseRungs } from '../store/case-rungs.ts';
import type { Database } from '../store/database.ts';

export interface Looking {
  readonly db: Database;
  readonly rules: CardRules;
  /** Of the rules the cases were folded under. */
  readonly epoch: number;
  /** Version of the ladders. */
  readonly ladders: string;
  readonly now: () => number;
  /** Rungs reached before it, in epoch milliseconds, raise no card. */
  readonly since: number;
  /** Whether this process may still write; what it may not is left to the one that leads. */
  readonly holds: () => Promise<boolean>;
}

export interface Looked {
  /** What was stored of cards, in order. */
  readonly events: readonly CardEvent[];
  /** The first rung of each case that is still to come, where there is one. */
  readonly coming: readonly ComingRung[];
}

/** Names the card of a clock's rung. */
export const idOfGround: CardRules['idOf'] = ({ history: { system, caseId } }, { clock, rung }) =>
  cardIdOf({ system, caseId, group: null, targetId: clock.target.target.id, rung });

export async function lookAtCases(looking: Looking, keys: readonly CaseKey[]): Promise<Looked> {
  const { db, rules, now, since } = looking;
  // Before anything is read: what is decided as of this instant rests on all that was known by then.
  const at = now();
  const [events, lives, versions] = await Promise.all([
    readEvents(db, keys),
    readCardLivesOfCases(db, keys),
    readRungVersions(db, keys),
  ]);
  const known = new Map(versions.map((one) => [keyText(one), one]));
  const rows: RungRow[] = [];
  const steps: CardEvent[] = [];
  const coming: ComingRung[] = [];
  for (const [key, told] of events) {
    const judged = judgeCase(told, rules.catalogue);
    const grounds = groundsOf(judged, rules.ladderOf);
    const { system, caseId, knowledge } = judged.history;
    const version = versionOf(looking.epoch, knowledge);
    const stored = known.get(key);
    const rungs = grounds.map(({ clock, rung, at }) => ({ targetId: clock.target.target.id, rung, at }));
    if (stored?.version !== version || stored.ladders !== looking.ladders)
      rows.push({ system, caseId, version, ladders: looking.ladders, rungs });
    const question = { events: told, judged, grounds, lives: lives.get(key) ?? new Map(), since, now: at };
    steps.push(...reconcileCards(question, rules));
    const next = grounds.find((ground) => ground.at > at);
    if (next) coming.push({ system, caseId, at: next.at });
  }
  if (rows.length + steps.length === 0) return { events: [], coming };
  if (!(await looking.holds())) throw new NotLeading();
  await writeCaseRungs(db, rows);
  await appendCardEvents(db, steps);
  return { events: steps, coming };
}

/** Another process leads by now. */
export class NotLeading extends Error {
  override readonly name = 'NotLeading';
  constructor() {
    super('another process looks after cards now');
  }
}
