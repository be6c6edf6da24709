// What is to happen to the cards of a case, so that they are those its clocks stand for: raised, withdrawn or closed.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { factsOf, type Ground, groundsOf, type LadderOf } from './card-grounds.ts';
import { type CardEvent, type CardLife, foldCard, type NotedEvent } from './card-life.ts';
import { endedStep, raiseStep, withdrawStep } from './card-steps.ts';
import type { Catalogue } from './compile-targets.ts';
import { type JudgedCase, judgeCase } from './judge-case.ts';
import { isOpenAt } from './verdict.ts';
import { withdrawalCause } from './withdrawal-cause.ts';

export interface CardRules {
  readonly catalogue: Catalogue;
  readonly ladderOf: LadderOf;
  /** Names the card of a ground for ever. */
  readonly idOf: (judged: JudgedCase, ground: Pick<Ground, 'clock' | 'rung'>) => string;
  readonly zoneOf: (judged: JudgedCase) => string;
}

export interface CardQuestion {
  /** Every event of the case that is known. */
  readonly events: readonly AcceptedEvent[];
  readonly judged: JudgedCase;
  readonly grounds: readonly Ground[];
  /** Every card of the case, by id. */
  readonly lives: ReadonlyMap<string, CardLife>;
  /** Rungs reached before this instant, in epoch milliseconds, raise no card. */
  readonly since: number;
  readonly now: number;
}

/**
 * The events that bring the cards to what they must be, in the order of the rungs. Asked again after they are stored it
 * is empty. Rungs are raised one millisecond after another, so that their order can be told from their instants.
 */
export function reconcileCards(question: CardQuestion, rules: CardRules): CardEvent[] {
  const { judged, lives, since, now } = question;
  const reached = new Map<string, Ground>();
  for (const ground of question.grounds)
    if (ground.at <= now) reached.set(rules.idOf(judged, ground), ground);
  const zone = rules.zoneOf(judged);
  const steps: CardEvent[] = [];
  for (const [id, ground] of reached) {
    const at = now + steps.length;
    const step =
      ground.at >= since ? raiseStep(lives.get(id) ?? null, id, factsOf(judged, ground, at, zone), at) : null;
    if (!step) continue;
    steps.push(step);
    const closing = closeStep(foldCard([step])!, ground, at + 1);
    if (closing) steps.push(closing);
  }
  for (const [id, life] of lives) {
    const ground = reached.get(id);
    const step = ground ? closeStep(life, ground, now) : withdrawal(question, life, rules, zone);
    if (step) steps.push(step);
  }
  return steps;
}

/** A card that asks for no reply is over when its clock is. */
function closeStep(life: CardLife, { clock, replyWithin }: Ground, now: number): NotedEvent | null {
  const isWaiting = life.state === 'raised' || life.state === 'acknowledged';
  if (!isWaiting || replyWithin !== undefined || isOpenAt(clock, now)) return null;
  return endedStep(life, now);
}

function withdrawal(
  { events, now }: CardQuestion,
  life: CardLife,
  rules: CardRules,
  zone: string,
): CardEvent | null {
  if (life.state === 'withdrawn') return null;
  const isReached = (known: readonly AcceptedEvent[]): boolean => {
    const judged = judgeCase(known, rules.catalogue);
    return groundsOf(judged, rules.ladderOf).some(
      (ground) => ground.at <= now && rules.idOf(judged, ground) === life.cardId,
    );
  };
  return withdrawStep(life, withdrawalCause(events, isReached, zone), now);
}
