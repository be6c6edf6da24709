// The stories of the power system: connections, outages and jobs on the distribution network.
import { arrivalOn } from './arrivals.ts';
import { papersOf, tellApprovals, tellChange, tellFees, tellSteps } from './connection-works.ts';
import { drawCourse } from './course.ts';
import { type Customer, drawCustomer, errandOf, isSmall } from './customer.ts';
import { type Draft, officeAfter, tell } from './draft.ts';
import { endCase } from './ending.ts';
import { openCase } from './opening.ts';
import { layOut, type Pause, type Timeline } from './timeline.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

export function tellPower(draft: Draft): void {
  const { random } = draft;
  random.weighted([
    [tellConnection, 78],
    [tellOutage, 12],
    [tellMaintenance, 10],
  ] as const)(draft);
}

interface PowerCustomer extends Customer {
  readonly voltage: 'high' | 'low';
  readonly capacityKw?: number;
  readonly capacityKva?: number;
}

function drawPowerCustomer(draft: Draft): PowerCustomer {
  const { random } = draft;
  const customer = drawCustomer(draft, 0.42, 0.45);
  const high = customer.customerClass !== 'residential' && random.chance(isSmall(customer) ? 0.12 : 0.6);
  if (high)
    return { ...customer, externalWorks: true, voltage: 'high', capacityKva: random.whole(2, 80) * 50 };
  const most = customer.customerClass === 'residential' ? 4 : 52;
  return { ...customer, voltage: 'low', capacityKw: random.whole(1, most) * 5 };
}

/** Working days the place works towards. */
function limitOf(
  { place: { code } }: Draft,
  { voltage, customerClass, externalWorks }: PowerCustomer,
): number {
  if (voltage === 'high') return code === 'ECHENG' ? 15 : 30;
  if (customerClass === 'residential') return code === 'ECHENG' ? 1.5 : 2;
  if (!externalWorks) return 3;
  return code === 'ECHENG' ? 9 : 10;
}

function tellConnection(draft: Draft): void {
  const { random, place } = draft;
  const customer = drawPowerCustomer(draft);
  const burdened = random.chance(place.burden);
  const errand = errandOf(
    draft,
    customer,
    { materials: customer.voltage === 'high' ? 3 : 1, steps: 2 },
    burdened,
  );
  const opened = openCase(draft, {
    service: 'new electricity connection',
    attributes: { ...customer },
    documents: papersOf(errand.materials),
    visits: errand.visits,
    corrections: 0.04 + place.burden * 0.2,
    acceptance: 0.08,
  });
  if (opened.acceptedAt === Number.POSITIVE_INFINITY) return;
  const limit = limitOf(draft, customer);
  const course = drawCourse(limit, place, random);
  const pauses = customerWorks(draft, customer, course.pausedLateAt);
  const timeline = layOut(draft, opened.completeAt, course, pauses);
  tellScheme(draft, customer, opened.completeAt, timeline);
  tellSteps(draft, timeline, ['用电申请', '签订供用电合同', '装表接电'], errand.steps);
  tellApprovals(draft, customer, timeline);
  tellFees(draft, timeline, isFree(customer));
  tellChange(draft, customer, timeline);
  if (course.outcome === 'completed') tellEnergised(draft, customer, timeline);
  endCase(draft, course, timeline, course.outcome === 'completed' ? random.between(0.001, 0.1) : 0);
}

const isFree = ({ customerClass, capacityKw = 0, capacityKva = 0 }: PowerCustomer): boolean =>
  customerClass === 'residential' || (capacityKva > 0 ? capacityKva <= 1250 : capacityKw <= 200);

function customerWorks({ random }: Draft, { voltage }: PowerCustomer, late: number | null): Pause[] {
  const works = (share: number, days: number): Pause => ({
    share,
    days,
    begins: 'customer-works.begun',
    ends: 'customer-works.ended',
  });
  const pauses = voltage === 'high' && random.chance(0.7) ? [works(0.4, random.between(4, 25))] : [];
  if (late !== null) pauses.push(works(late, random.between(3, 10)));
  return pauses;
}

/** Small capacities are answered on the spot, or should be. */
function tellScheme(draft: Draft, { capacityKva = 0 }: PowerCustomer, from: number, { at }: Timeline): void {
  const { random, place } = draft;
  const slow = capacityKva > 2000 || random.chance(place.burden + place.late / 2);
  tell(draft, at(0.08), 'site.visited');
  if (random.chance(place.burden * 0.5)) tell(draft, at(0.5), 'site.visited');
  const repliedAt = slow
    ? at(random.between(0.1, 0.3))
    : officeAfter(draft, from, random.between(0.005, 0.04));
  tell(draft, repliedAt, 'scheme.replied');
}

function tellEnergised(draft: Draft, { externalWorks }: PowerCustomer, { at, end }: Timeline): void {
  if (externalWorks) {
    tell(draft, at(0.35), 'external-works.begun');
    tell(draft, at(0.85), 'external-works.ended');
  }
  tell(draft, at(0.9), 'inspection.passed');
  tell(draft, at(0.97), 'meter.installed');
  tell(draft, end, 'energised');
}

const feederOf = ({ place, random }: Draft): string =>
  `10kV ${place.code}-${random.whole(1, 10 + place.weight)}`;

/** Planned outages begin on mornings of any day, faults at any hour. */
function tellOutage(draft: Draft): void {
  const { random, place, calendar, day } = draft;
  const planned = random.chance(0.55);
  const minute = planned ? random.whole(6 * 60, 10 * 60) : random.whole(0, 1439);
  const beganAt = calendar.midnight[day]! + minute * MINUTE;
  const customersServed = place.weight * 8000;
  tell(draft, beganAt, 'outage.begun', {
    jurisdiction: place.jurisdiction,
    service: 'supply reliability',
    attributes: {
      feeder: feederOf(draft),
      cause: planned ? 'planned' : 'fault',
      customersAffected: random.whole(20, Math.floor(customersServed * 0.05)),
      customersServed,
      simulated: true,
    },
  });
  const hours = planned ? random.between(1, 8) : random.unit() * random.between(0.3, 9) + 0.1;
  tell(draft, beganAt + Math.floor(hours * 60) * MINUTE, 'outage.restored', {});
}

function tellMaintenance(draft: Draft): void {
  const { random, place, calendar, day } = draft;
  const beganAt = arrivalOn(calendar, day, false, random);
  tell(draft, beganAt, 'maintenance.begun', {
    jurisdiction: place.jurisdiction,
    service: 'distribution maintenance',
    attributes: { feeder: feederOf(draft), liveLine: !random.chance(place.late * 0.8), simulated: true },
  });
  tell(draft, Math.min(beganAt + random.whole(30, 300) * MINUTE, beganAt + DAY), 'maintenance.ended');
}
