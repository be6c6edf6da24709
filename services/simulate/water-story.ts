// The story of a water connection: surveyed, built, metered, water on.
import { latePause, papersOf, tellApprovals, tellChange, tellFees, tellSteps } from './connection-works.ts';
import { drawCourse } from './course.ts';
import { type Customer, drawCustomer, errandOf, isSmall } from './customer.ts';
import { type Draft, tell } from './draft.ts';
import { endCase } from './ending.ts';
import { openCase } from './opening.ts';
import { layOut, type Timeline } from './timeline.ts';

/** Of one working day where the day of application counts: what is left of an ordinary day. */
const SAME_DAY = 0.25;

export function tellWater(draft: Draft): void {
  const { random, place } = draft;
  const customer = drawCustomer(draft, 0.3, 0.4);
  const simpleConnection = !customer.externalWorks && random.chance(0.5);
  const burdened = random.chance(place.burden);
  const unasked = simpleConnection && place.code === 'GEDIAN';
  const errand = errandOf(draft, customer, { materials: unasked ? 0 : 1, steps: 2 }, burdened);
  const opened = openCase(draft, {
    service: 'new water connection',
    attributes: { ...customer, simpleConnection },
    documents: papersOf(errand.materials),
    visits: errand.visits,
    corrections: 0.03 + place.burden * 0.2,
    acceptance: 0.06,
  });
  if (opened.acceptedAt === Number.POSITIVE_INFINITY) return;
  const course = drawCourse(limitOf(draft, customer, simpleConnection), place, random);
  const timeline = layOut(draft, opened.completeAt, course, latePause(draft, course.pausedLateAt));
  tellSteps(draft, timeline, ['用水报装', '通水'], errand.steps);
  tellApprovals(draft, customer, timeline);
  tellFees(draft, timeline, customer.inNetworkArea);
  tellChange(draft, customer, timeline);
  if (course.outcome === 'completed') tellOn(draft, customer, timeline);
  endCase(draft, course, timeline, course.outcome === 'completed' ? random.between(0.001, 0.05) : 0);
}

/** Working days the place works towards. */
function limitOf({ place: { code } }: Draft, customer: Customer, simple: boolean): number {
  if (code !== 'GEDIAN') return 3;
  if (simple) return SAME_DAY;
  return isSmall(customer) || customer.enterpriseSize === 'medium' ? 2 : 3;
}

function tellOn(draft: Draft, { externalWorks }: Customer, { at, end }: Timeline): void {
  tell(draft, at(0.2), 'survey.done');
  if (externalWorks) {
    tell(draft, at(0.3), 'external-works.begun');
    tell(draft, at(0.85), 'external-works.ended');
    if (draft.random.chance(draft.place.burden))
      tell(draft, at(0.9), 'step.done', { name: '通水前验收', group: 'meter-installation' });
  }
  tell(draft, at(0.95), 'meter.installed');
  tell(draft, end, 'on');
}
