// What a sign of a case is, and what several kinds of it are made from.
import type { Clock } from './clock.ts';
import { STOPPED, VOID, type Walk } from './walk.ts';

export interface CaseSign {
  readonly sign: string;
  /** When it happened last. */
  readonly at: number;
  /** How much; null where nothing is counted, or where it is not known what it will come to. */
  readonly amount: number | null;
  readonly detail: string;
  /** It holds when this instant has come; 0 where it holds at any. */
  readonly since: number;
  /** It holds unless this, a source and its day of receipt, is a backlog; empty where it holds whatever others tell. */
  readonly receipt: string;
}

/** A sign that the case alone settles. */
export const settledSign = (
  sign: string,
  at: number,
  amount: number | null = null,
  detail = '',
): CaseSign => ({ sign, at, amount, detail, since: 0, receipt: '' });

/** The deadline of a clock that stands met; null where it does not, or judges a group. */
export function metBy({ walk, target, fault }: Clock): number | null {
  const due = walk.due.at(-1)!;
  const isMet = walk.state.at(-1) === STOPPED && !walk.late.at(-1) && !target.byGroup && !fault;
  return isMet && !Number.isNaN(due) ? due : null;
}

/** When a clock that is over stopped, or became void. */
export function overSince({ t, state }: Walk): number {
  let i = state.length - 1;
  while (i > 0 && (state[i - 1] === STOPPED || state[i - 1] === VOID)) i--;
  return t[i]!;
}

/** Whole seconds passed on the clock face, as the store counts them. */
export const secondsBetween = (from: number, to: number): number =>
  Math.floor(to / 1000) - Math.floor(from / 1000);
