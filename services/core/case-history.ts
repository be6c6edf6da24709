// A case's history: its events in order, repeats dropped, corrections and retractions applied.
// A pure function of the set of events: their order of arrival, repeats and delays change nothing.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { Attributes } from '../../schemas/events/effect.ts';
import type { Problem } from '../../schemas/problem.ts';
import { applyCorrections } from './correct-events.ts';
import { distinct, type HistoryEvent, historyEvent, inOrder, tallyAmount } from './history-event.ts';

/** All attributes from an instant on, that instant included. */
export interface AttributesFrom {
  readonly at: number;
  readonly attributes: Attributes;
}

export type CaseState = 'open' | 'ended' | 'void';
export interface StateFrom {
  readonly at: number;
  readonly state: CaseState;
}

export interface CaseHistory {
  readonly system: string;
  readonly caseId: string;
  readonly events: readonly HistoryEvent[];
  /** Every event, once, as its source told it. */
  readonly told: readonly HistoryEvent[];
  /** source + id of every event that no longer stands, with the id of the event that took its place. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Distinct events folded: the version of what is known. */
  readonly knowledge: number;
  /** The earliest instant of the events that stand; of all that were told when none does. */
  readonly firstAt: number;
  /** When the last of its events was received. */
  readonly knownAt: number;
  readonly jurisdiction: string | null;
  readonly service: string | null;
  readonly attributes: readonly AttributesFrom[];
  readonly states: readonly StateFrom[];
  readonly tallies: Readonly<Record<string, number>>;
  readonly problems: readonly Problem[];
}

/** Folds the events of one case; they must share system and case id, and there must be at least one. */
export function foldHistory(accepted: readonly AcceptedEvent[]): CaseHistory {
  const problems: Problem[] = [];
  const all = distinct(accepted.map(historyEvent).sort(inOrder));
  const { events, replaced } = applyCorrections(all, problems);
  const { system, caseId } = accepted[0]!;
  const facts = foldFacts(events, problems);
  const firstAt = (events[0] ?? all[0]!).at;
  let knownAt = all[0]!.event.receivedAt;
  for (const { event } of all) if (event.receivedAt > knownAt) knownAt = event.receivedAt;
  if (facts.jurisdiction === null && all.some(({ effect }) => effect.does === 'open'))
    facts.states = [{ at: firstAt, state: 'void' }];
  return {
    system,
    caseId,
    events,
    told: all,
    replaced,
    knowledge: all.length,
    firstAt,
    knownAt,
    ...facts,
    problems,
  };
}

interface Facts {
  jurisdiction: string | null;
  service: string | null;
  attributes: AttributesFrom[];
  states: StateFrom[];
  tallies: Record<string, number>;
}

function foldFacts(events: readonly HistoryEvent[], problems: Problem[]): Facts {
  const facts: Facts = { jurisdiction: null, service: null, attributes: [], states: [], tallies: {} };
  for (const event of events) applyFact(facts, event, problems);
  if (facts.jurisdiction === null)
    problems.push({
      code: 'not-opened',
      message: 'no event says that the application was received; it is late, or was retracted',
    });
  if (facts.states.length > 0 && facts.states[0]!.state !== 'open')
    problems.push({ code: 'end-before-start', message: 'the case ended before it began' });
  return facts;
}

function applyFact(facts: Facts, { effect, at, data }: HistoryEvent, problems: Problem[]): void {
  switch (effect.does) {
    case 'open':
      open(facts, at, data, problems);
      break;
    case 'attributes':
      addAttributes(facts, at, data['attributes'] as Attributes);
      break;
    case 'close':
      if (isClosed(facts)) problems.push(closedTwice);
      else facts.states.push({ at, state: effect.outcome === 'withdrawn' ? 'void' : 'ended' });
      break;
    case 'reopen':
      if (isClosed(facts)) facts.states.push({ at, state: 'open' });
      else problems.push(reopenedWhileOpen);
      break;
    case 'tally':
      facts.tallies[effect.tally] =
        (facts.tallies[effect.tally] ?? 0) + tallyAmount(effect.amountField, data);
      break;
    default:
  }
}

const isClosed = ({ states }: Facts): boolean => states.length > 0 && states.at(-1)!.state !== 'open';

const closedTwice: Problem = {
  code: 'closed-twice',
  message: 'the case was closed while it was closed; the first close stands until it is reopened',
};
const reopenedWhileOpen: Problem = {
  code: 'reopened-while-open',
  message: 'the case was reopened while it was open, which changes nothing',
};

function open(facts: Facts, at: number, data: HistoryEvent['data'], problems: Problem[]): void {
  if (facts.jurisdiction !== null) {
    problems.push({
      code: 'opened-twice',
      message: 'the application was received more than once; the first stands',
    });
    return;
  }
  facts.jurisdiction = data['jurisdiction'] as string;
  facts.service = (data['service'] as string | undefined) ?? null;
  if (facts.states.length === 0) facts.states.push({ at, state: 'open' });
  addAttributes(facts, at, data['attributes'] as Attributes);
}

function addAttributes(facts: Facts, at: number, changed: Attributes): void {
  const before = facts.attributes.at(-1)?.attributes;
  facts.attributes.push({ at, attributes: before ? { ...before, ...changed } : changed });
}
