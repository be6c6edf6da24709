// Which targets a case is measured against, and for every other one, why not.
import type { Attributes } from '../../schemas/events/effect.ts';
import type { Problem } from '../../schemas/problem.ts';
import { dayAt } from './calendar.ts';
import type { CaseHistory } from './case-history.ts';
import { startOf } from './clock.ts';
import type { Catalogue, CompiledTarget } from './compile-targets.ts';
import { isoOfDay } from './local-date.ts';
import { failedConditions, meets } from './matches.ts';

/** A target that applies, and the index of the event that starts its clock. */
export interface Chosen {
  readonly target: CompiledTarget;
  readonly start: number;
}

/** The targets that apply to a case, in catalogue order; nearer jurisdictions and superseding targets win their slot. */
export function chooseTargets(history: CaseHistory, catalogue: Catalogue): Chosen[] {
  const fitting = fittingTargets(history, catalogue);
  return fitting.length < 2 ? fitting : fitting.filter((one) => !beaten(one, fitting));
}

/** The targets whose own conditions the case meets, whatever the others say. */
function fittingTargets(history: CaseHistory, catalogue: Catalogue): Chosen[] {
  const candidates = catalogue.bySystem.get(history.system) ?? [];
  const fitting: Chosen[] = [];
  for (const target of candidates) {
    if (!covers(target, history)) continue;
    const start = startOf(history, target);
    if (start < 0 || !isInForce(target, history, start)) continue;
    const known = attributesAt(history, start);
    if (meets(target.measured.when, known) && !isExcepted(target, known)) fitting.push({ target, start });
  }
  return fitting;
}

/** Every target of the case's system that was not chosen, with each condition that failed. */
export function explainChoice(
  history: CaseHistory,
  catalogue: Catalogue,
  chosen: readonly Chosen[],
): { target: CompiledTarget; reasons: Problem[] }[] {
  const taken = new Set(chosen.map(({ target }) => target));
  const fitting = fittingTargets(history, catalogue);
  return (catalogue.bySystem.get(history.system) ?? [])
    .filter((target) => !taken.has(target))
    .map((target) => ({ target, reasons: reasonsAgainst(target, history, fitting) }));
}

function covers({ jurisdiction, measured }: CompiledTarget, history: CaseHistory): boolean {
  if (measured.service !== undefined && measured.service !== history.service) return false;
  return isWithin(history.jurisdiction, jurisdiction);
}

/** Whether a place is the area itself or lies in it. */
export const isWithin = (place: string | null, area: string): boolean =>
  place !== null && (place === area || (place.startsWith(area) && place[area.length] === '/'));

/** Whether the case falls under the target's exception: all of its conditions hold. */
const isExcepted = ({ measured: { unless } }: CompiledTarget, attributes: Attributes): boolean =>
  unless !== undefined && meets(unless, attributes);

function isInForce(target: CompiledTarget, history: CaseHistory, start: number): boolean {
  if (target.firstDay === Number.NEGATIVE_INFINITY && target.lastDay === Number.POSITIVE_INFINITY)
    return true;
  const day = dayAt(target.counter.calendar, history.events[start]!.at);
  return target.firstDay <= day && day <= target.lastDay;
}

/** Attributes as they were when the clock started; one first told later counts from its first telling. */
export function attributesAt(history: CaseHistory, start: number): Attributes {
  const at = history.events[start]!.at;
  const { attributes } = history;
  if (attributes.length === 1) return attributes[0]!.attributes;
  let known: Attributes = {};
  for (const entry of attributes)
    known = entry.at <= at ? entry.attributes : { ...entry.attributes, ...known };
  return known;
}

function beaten(one: Chosen, all: readonly Chosen[]): boolean {
  return all.some((other) => other !== one && (isNearer(other, one) || supersedes(other, one)));
}

const isNearer = (a: Chosen, b: Chosen): boolean =>
  a.target.slot === b.target.slot && a.target.jurisdiction.length > b.target.jurisdiction.length;

const supersedes = (a: Chosen, b: Chosen): boolean => a.target.target.supersedes.includes(b.target.target.id);

function reasonsAgainst(target: CompiledTarget, history: CaseHistory, fitting: readonly Chosen[]): Problem[] {
  const { measured, jurisdiction } = target;
  const reasons: Problem[] = [];
  const differ = (code: string, field: string, value: unknown, expected: string) =>
    reasons.push({ code, message: `${field} is ${value ?? 'not told'}; expected ${expected}`, field });
  if (!isWithin(history.jurisdiction, jurisdiction))
    differ('other-jurisdiction', 'jurisdiction', history.jurisdiction, jurisdiction);
  if (measured.service !== undefined && measured.service !== history.service)
    differ('other-service', 'service', history.service, measured.service);
  const start = startOf(history, target);
  if (start < 0)
    reasons.push({
      code: 'not-started',
      message: `none of the events that start it has occurred: ${target.starts.map((anchor) => anchor.type).join(', ')}`,
    });
  else reasons.push(...reasonsAtStart(target, history, start));
  if (reasons.length === 0) reasons.push(...beatenBy(target, fitting));
  return reasons;
}

function reasonsAtStart(target: CompiledTarget, history: CaseHistory, start: number): Problem[] {
  const known = attributesAt(history, start);
  const reasons = failedConditions(target.measured.when, known);
  if (isExcepted(target, known))
    reasons.push({
      code: 'excepted',
      message: `the target does not cover cases with ${JSON.stringify(target.measured.unless)}`,
      field: 'unless',
    });
  if (isInForce(target, history, start)) return reasons;
  const { effectiveFrom, effectiveTo } = target.target;
  const day = isoOfDay(dayAt(target.counter.calendar, history.events[start]!.at));
  return [
    ...reasons,
    {
      code: 'not-in-force',
      message: `the clock started on ${day}; the target holds from ${effectiveFrom ?? 'any day'} to ${effectiveTo ?? 'any day'}`,
      field: 'effectiveFrom',
      value: effectiveFrom,
    },
  ];
}

function beatenBy(target: CompiledTarget, fitting: readonly Chosen[]): Problem[] {
  const one = fitting.find((other) => other.target === target);
  const winner = one && (fitting.find((other) => supersedes(other, one)) ?? nearestTo(one, fitting));
  if (!winner) return [];
  const { id } = winner.target.target;
  return supersedes(winner, one)
    ? [{ code: 'superseded', message: `superseded by ${id}`, field: 'supersedes', value: id }]
    : [
        {
          code: 'nearer-target',
          message: `a nearer jurisdiction, ${winner.target.jurisdiction}, has its own target, ${id}`,
          field: 'jurisdiction',
          value: id,
        },
      ];
}

/** The target of the nearest jurisdiction in the same slot, where that is nearer than its own. */
const nearestTo = (one: Chosen, fitting: readonly Chosen[]): Chosen | undefined =>
  fitting
    .filter((other) => isNearer(other, one))
    .reduce<Chosen | undefined>((best, other) => (best && !isNearer(other, best) ? best : other), undefined);
