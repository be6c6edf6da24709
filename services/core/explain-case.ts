// The whole answer for one case at an instant: every event, clock, span and clause, and why other targets do not apply.
import type { CaseExplanation, ClockView, EventView, Verdict } from '../../schemas/clock.ts';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { Attributes } from '../../schemas/events/effect.ts';
import { eventType } from '../../schemas/events/vocabulary.ts';
import type { Problem } from '../../schemas/problem.ts';
import { attributeTime, partWords } from './attribute-time.ts';
import type { CaseHistory } from './case-history.ts';
import type { Clock } from './clock.ts';
import type { Catalogue } from './compile-targets.ts';
import { distinct, historyEvent, identityOf, inOrder } from './history-event.ts';
import { formatInstant } from './instant.ts';
import { canBePrincipal, type JudgedCase } from './judge-case.ts';
import { spansOf } from './spans.ts';
import { chooseTargets, explainChoice } from './target-choice.ts';
import { elapsedAt, isOpenAt, verdictAt } from './verdict.ts';
import { positionAt, provisionalDue, STOPPED, VOID } from './walk.ts';

export interface ExplainQuestion {
  readonly events: readonly AcceptedEvent[];
  readonly judged: JudgedCase;
  readonly catalogue: Catalogue;
  readonly asOf: number;
  readonly knownAt: number | null;
  /** The zone instants are written in. */
  readonly zone: string;
}

/** Explains a case as it stood at `asOf`, by the events given. */
export function explainCase(question: ExplainQuestion): CaseExplanation {
  const { judged, catalogue, asOf, knownAt, zone } = question;
  const { history, clocks } = judged;
  const show = (at: number) => formatInstant(at, zone);
  const state = stateAt(history, asOf);
  return {
    caseId: history.caseId,
    system: history.system,
    jurisdiction: history.jurisdiction,
    service: history.service,
    attributes: attributesNow(history, asOf),
    state: state.state,
    startedAt: history.states.length > 0 ? show(history.states[0]!.at) : null,
    endedAt: state.state === 'open' ? null : show(state.at),
    asOf: show(asOf),
    knownAt: knownAt === null ? null : show(knownAt),
    zone,
    catalogueVersion: catalogue.version,
    calendarVersion: clocks[0]?.target.counter.calendar.version ?? '',
    verdict: caseVerdict(judged, state.state, asOf),
    events: eventViews(question, show),
    clocks: clocks.map((clock) => ({
      ...clockView(clock, asOf, show),
      parts: partViews(history, clock, asOf),
    })),
    notChosen: notChosen(history, catalogue),
    problems: [...history.problems],
  };
}

function stateAt(history: CaseHistory, asOf: number): { state: CaseExplanation['state']; at: number } {
  return history.states.findLast(({ at }) => at <= asOf) ?? { state: 'open', at: history.firstAt };
}

const attributesNow = (history: CaseHistory, asOf: number): Attributes =>
  history.attributes.findLast(({ at }) => at <= asOf)?.attributes ?? {};

/** The same rule as the view case_at. */
function caseVerdict({ clocks }: JudgedCase, state: CaseExplanation['state'], asOf: number): Verdict {
  const principal = clocks[0];
  if (!principal || !canBePrincipal(principal)) return state === 'void' ? 'void' : 'no-target';
  const verdict = verdictAt(principal, asOf);
  const neverStarted = verdict === 'not-applicable' && !principal.target.byGroup;
  return neverStarted && state !== 'open' ? 'unknown' : verdict;
}

type Show = (at: number) => string;

function eventViews({ events, judged, asOf }: ExplainQuestion, show: Show): EventView[] {
  return distinct(events.map(historyEvent).sort(inOrder))
    .filter(({ at }) => at <= asOf)
    .map(({ event }) => {
      const { zh, en } = eventType(event.type)!.definition;
      return {
        id: event.id,
        source: event.source,
        type: event.type,
        zh,
        en,
        occurredAt: show(event.occurredAt),
        recordedAt: event.recordedAt === null ? null : show(event.recordedAt),
        receivedAt: show(event.receivedAt),
        data: { ...event.data },
        replacedBy: judged.history.replaced.get(identityOf(event)) ?? null,
      };
    });
}

function partViews(history: CaseHistory, clock: Clock, asOf: number): ClockView['parts'] {
  const { ticksPerUnit } = clock.target.counter;
  return attributeTime(history, clock, asOf).map((one) => ({
    ...one,
    ...partWords(one.part),
    amount: one.ticks / ticksPerUnit,
  }));
}

function clockView(clock: Clock, asOf: number, show: Show): Omit<ClockView, 'parts'> {
  const { target, walk, fault, problems } = clock;
  const { document } = target.target;
  const i = positionAt(walk, asOf);
  const elapsed = elapsedAt(clock, asOf);
  const limit = limitAt(clock, i);
  const showOrNull = (at: number | undefined) => (at === undefined || Number.isNaN(at) ? null : show(at));
  return {
    targetId: target.target.id,
    document: { number: document.number, title: document.title, issuer: document.issuer },
    clause: target.target.clause,
    line: target.target.line,
    service: target.target.service,
    category: target.target.category,
    kind: target.measured.kind,
    scope: target.measured.scope,
    assumed: target.target.assumed,
    method: target.counter.method,
    judges: target.byGroup ? 'group' : 'case',
    unit: target.counter.unit,
    comparator: target.target.comparator,
    limit,
    verdict: verdictAt(clock, asOf),
    open: isOpenAt(clock, asOf),
    startedAt: i < 0 ? null : showOrNull(walk.t[0]),
    stoppedAt: showOrNull(walk.t[stopPosition(clock, i)]),
    deadline: fault || target.measured.counts ? null : showOrNull(walk.due[i]),
    ...provisionalBounds(clock, showOrNull),
    elapsed,
    remaining: elapsed === null || limit === null ? null : limit - elapsed,
    problems: [...(fault ? [fault] : uncounted(clock, elapsed, i)), ...problems],
    spans: spansOf(clock, asOf).map((span) => ({ ...span, from: show(span.from), to: show(span.to) })),
  };
}

/** Why a started clock shows no elapsed time. */
function uncounted({ target }: Clock, elapsed: number | null, position: number): Problem[] {
  if (elapsed !== null || position < 0) return [];
  const { id } = target.counter.calendar;
  const message = `calendar ${id} does not cover every day needed to say the elapsed time; nothing is assumed about unpublished days`;
  return [{ code: 'outside-calendar', message, field: 'calendar', value: id }];
}

/** The transition that stopped the clock, which later counts may have followed; -1 while it has not stopped. */
export function stopPosition({ walk }: Clock, position: number): number {
  const isOver = (i: number) => walk.state[i] === STOPPED || walk.state[i] === VOID;
  if (position < 0 || !isOver(position)) return -1;
  let first = position;
  while (first > 0 && isOver(first - 1)) first--;
  return first;
}

/**
 * The limit in force from a transition on, in units: as extended by then. A group's limit is the document's own; null
 * when it is a date on the case.
 */
export function limitAt({ target, walk }: Pick<Clock, 'target' | 'walk'>, position: number): number | null {
  if (target.byGroup) return target.target.value;
  let ticks = target.limit;
  for (const turn of walk.turns ?? []) {
    if (turn.index > position) break;
    if (turn.does === 'limit') ticks = turn.limit;
    else if (turn.does === 'rejoin') ticks = turn.uncut.limit;
  }
  return ticks === null ? null : ticks / target.counter.ticksPerUnit;
}

function provisionalBounds({ walk, target }: Clock, show: (at: number | undefined) => string | null) {
  const bounds = provisionalDue(walk, target.counter);
  return { deadlineEarliest: show(bounds?.earliest), deadlineLatest: show(bounds?.latest) };
}

function notChosen(history: CaseHistory, catalogue: Catalogue): CaseExplanation['notChosen'] {
  return explainChoice(history, catalogue, chooseTargets(history, catalogue)).map(({ target, reasons }) => ({
    targetId: target.target.id,
    clause: target.target.clause,
    documentTitle: target.target.document.title,
    reasons,
  }));
}
