// What a target must say beyond its shape: known words, and a limit its counting method can honour.
import { closedAttributes } from '../../schemas/events/closed-attributes.ts';
import { eventType, systems } from '../../schemas/events/vocabulary.ts';
import type { Anchor, Counts, Measured, Method, Target, Unit, When } from '../../schemas/target.ts';
import type { Path } from './read-yaml.ts';

/** Reports a fault at a path inside the target. */
export type RefuseAt = (path: Path, value: unknown, why: string) => void;

const unitOf: Record<Method, Unit> = {
  wd_excl: 'working_day',
  wd_incl: 'working_day',
  biz_time: 'working_day',
  half_days: 'working_day',
  cal_days: 'calendar_day',
  biz_hours: 'hour',
  cal_hours: 'hour',
};
/** The smallest part of a unit a method can count; methods not named here count any fraction. */
const stepOf: Partial<Record<Method, number>> = { wd_excl: 1, wd_incl: 1, cal_days: 1, half_days: 0.5 };

/** Checks one target by itself; `calendars` are the ids that exist. */
export function checkTarget(target: Target, calendars: ReadonlySet<string>, refuse: RefuseAt): void {
  const { effectiveFrom, effectiveTo, value, measured } = target;
  if (effectiveFrom !== null && effectiveTo !== null && effectiveFrom > effectiveTo)
    refuse(['effectiveFrom'], effectiveFrom, `${effectiveFrom} is after effectiveTo ${effectiveTo}`);
  if (value === null && measured?.limitFromCase === undefined)
    refuse(['value'], value, 'expected a number; only a target with limitFromCase has none');
  if (measured === undefined) return;
  if (measured.counts === undefined) checkTimeLimit(target, measured, refuse);
  else checkCountLimit(target, measured, measured.counts, refuse);
  checkWords(measured, calendars, refuse);
  checkConditions(['when'], measured.when, measured.system, refuse);
  checkConditions(['unless'], measured.unless ?? {}, measured.system, refuse);
}

/** What each way of counting may measure, in which unit, and over what it is judged. */
function countedAs(counts: Counts): { metrics: readonly string[]; unit: Unit; isShare: boolean } {
  if ('casesWith' in counts || 'casesWithout' in counts)
    return { metrics: ['rate'], unit: 'percent', isShare: true };
  if ('tally' in counts)
    return { metrics: [counts.tally], unit: counts.tally === 'fee' ? 'yuan' : 'count', isShare: false };
  if ('customerHours' in counts) return { metrics: ['outage_hours'], unit: 'hour', isShare: false };
  const metrics = ['steps', 'materials', 'errands', 'outage_count', 'other'];
  return { metrics, unit: 'count', isShare: false };
}

function checkCountLimit(target: Target, measured: Measured, counts: Counts, refuse: RefuseAt): void {
  const { metric, unit, aggregation } = target;
  const { metrics, unit: expected, isShare } = countedAs(counts);
  if (!metrics.includes(metric))
    refuse(['metric'], metric, `expected ${metrics.join(' or ')} for what it counts, got ${metric}`);
  if (unit !== expected) refuse(['unit'], unit, `expected ${expected} for what it counts, got ${unit}`);
  if (isShare !== (aggregation === 'share'))
    refuse(
      ['aggregation'],
      aggregation,
      `expected ${isShare ? 'share' : 'no share'} for what it counts, got ${aggregation}`,
    );
  if (measured.limitFromCase !== undefined)
    refuse(['measured', 'limitFromCase'], measured.limitFromCase, 'a target that counts things has no date');
  if ('casesWith' in counts)
    checkConditions(['counts', 'casesWith'], counts.casesWith, measured.system, refuse);
  if ('events' in counts)
    counts.events.forEach((anchor, i) => {
      checkAnchor(anchor, measured.system, (why, name) =>
        refuse(['measured', 'counts', 'events', i], name, why),
      );
    });
}

function checkTimeLimit(target: Target, measured: Measured, refuse: RefuseAt): void {
  const { metric, comparator, unit, value } = target;
  const { method, limitFromCase } = measured;
  if (metric !== 'elapsed_time')
    refuse(['metric'], metric, `expected elapsed_time for a measured target, got ${metric}`);
  if (comparator !== '<=')
    refuse(['comparator'], comparator, `expected <= for a measured target, got ${comparator}`);
  if (unit !== unitOf[method])
    refuse(['unit'], unit, `expected ${unitOf[method]} for method ${method}, got ${unit}`);
  if (value === null) return;
  if (limitFromCase !== undefined)
    refuse(
      ['value'],
      value,
      `expected null, since the limit is the case's own ${limitFromCase}, got ${value}`,
    );
  if (value < 0) refuse(['value'], value, `expected a limit of 0 or more, got ${value}`);
  const step = stepOf[method];
  if (step !== undefined && value % step !== 0)
    refuse(
      ['value'],
      value,
      `method ${method} counts steps of ${step}, got ${value}; use biz_time for a fraction`,
    );
}

function checkWords(measured: Measured, calendars: ReadonlySet<string>, refuse: RefuseAt): void {
  const { system, calendar } = measured;
  if (!systems.includes(system))
    refuse(['measured', 'system'], system, `unknown system "${system}"; known: ${systems.join(', ')}`);
  if (!calendars.has(calendar))
    refuse(
      ['measured', 'calendar'],
      calendar,
      `unknown calendar "${calendar}"; known: ${[...calendars].join(', ')}`,
    );
  for (const list of ['starts', 'stops', 'restarts'] as const)
    measured[list].forEach((anchor, i) => {
      checkAnchor(anchor, system, (why, name) => refuse(['measured', list, i], name, why));
    });
  const seen = new Set<string>();
  measured.pauses.forEach(({ ground }, i) => {
    if (seen.has(ground))
      refuse(['measured', 'pauses', i, 'ground'], ground, `ground "${ground}" is listed twice`);
    seen.add(ground);
  });
}

function checkAnchor(anchor: Anchor, system: string, refuse: (why: string, name: string) => void): void {
  const name = typeof anchor === 'string' ? anchor : anchor.event;
  const known = eventType(name);
  if (!known) refuse(`unknown event type "${name}"`, name);
  else if (known.system !== system)
    refuse(`event type "${name}" belongs to ${known.system}, not ${system}`, name);
}

/** A condition without any value would hold always or never, and one with a value no case can have never does. */
function checkConditions(at: Path, conditions: When, system: string, refuse: RefuseAt): void {
  const closed = closedAttributes(system);
  for (const [attribute, condition] of Object.entries(conditions)) {
    const path = ['measured', ...at, attribute];
    const values = Array.isArray(condition) ? condition : typeof condition === 'object' ? [] : [condition];
    const known = closed.get(attribute);
    if (typeof condition === 'object' && Object.keys(condition).length === 0)
      refuse(path, condition, 'expected at least one value or bound, got none');
    for (const value of values)
      if (known !== undefined && !known.includes(value))
        refuse(path, value, `${attribute} is never ${JSON.stringify(value)}; expected ${known.join(', ')}`);
  }
}
