// The story of a gas connection: surveyed, designed, built, inspected, lit.
import { latePause, papersOf, tellApprovals, tellChange, tellFees, tellSteps } from './connection-works.ts';
import { drawCourse } from './course.ts';
import { type Customer, drawCustomer, errandOf } from './customer.ts';
import { type Draft, tell } from './draft.ts';
import { endCase } from './ending.ts';
import { openCase } from './opening.ts';
import { layOut, type Timeline } from './timeline.ts';

/** Working days places work towards; no document at hand promises a time for gas. */
const [WITHOUT_WORKS, WITH_WORKS] = [4, 10];

export function tellGas(draft: Draft): void {
  const { random, place } = draft;
  const customer = drawCustomer(draft, 0.35, 0.45);
  const errand = errandOf(draft, customer, { materials: 1, steps: 3 }, random.chance(place.burden));
  const opened = openCase(draft, {
    service: 'new gas connection',
    attributes: { ...customer },
    documents: papersOf(errand.materials),
    visits: errand.visits,
    corrections: 0.03 + place.burden * 0.2,
    acceptance: 0.08,
  });
  if (opened.acceptedAt === Number.POSITIVE_INFINITY) return;
  const course = drawCourse(customer.externalWorks ? WITH_WORKS : WITHOUT_WORKS, place, random);
  const timeline = layOut(draft, opened.completeAt, course, latePause(draft, course.pausedLateAt));
  tellSteps(draft, timeline, ['用气报装', '踏勘设计', '施工通气'], errand.steps);
  tellApprovals(draft, customer, timeline);
  tellFees(draft, timeline, customer.inNetworkArea);
  tellChange(draft, customer, timeline);
  if (course.outcome === 'completed') tellLit(draft, customer, timeline);
  endCase(draft, course, timeline, course.outcome === 'completed' ? random.between(0.001, 0.05) : 0);
}

function tellLit(draft: Draft, { externalWorks }: Customer, { at, end }: Timeline): void {
  tell(draft, at(0.15), 'survey.done');
  tell(draft, at(0.3), 'design.done');
  if (externalWorks) {
    tell(draft, at(0.4), 'works.begun');
    tell(draft, at(0.85), 'works.ended');
  }
  tell(draft, at(0.93), 'inspection.passed');
  tell(draft, end, 'ignition.done');
}
