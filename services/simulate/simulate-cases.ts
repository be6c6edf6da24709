// The generator: seeded cases of all systems and places, told as events in order of their delivery.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Calendar, dayIndexAt, startOfDay } from '../core/calendar.ts';
import { dayOfIso } from '../core/local-date.ts';
import { arrivalOn, casesByDay, isRestDay } from './arrivals.ts';
import { type Delivery, deliverEvent } from './delivery.ts';
import type { Draft } from './draft.ts';
import { tellGas } from './gas-story.ts';
import { type OfficeTime, officeTime } from './office-time.ts';
import { tellPermit } from './permit-story.ts';
import { placeWeights } from './place.ts';
import { tellPower } from './power-story.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { type CloudEventJson, tellEvents } from './tell-events.ts';
import { tellWater } from './water-story.ts';

export interface Simulation {
  /** A whole number of 32 bits. */
  readonly seed: number;
  readonly cases: number;
  readonly systems: readonly SimulatedSystem[];
  /** First and last day on which cases begin, both included and inside the calendar; nothing is told after the last. */
  readonly from: string;
  readonly to: string;
  readonly calendar: Calendar;
  /** Whether deliveries are late, repeated, overtaken and broken. */
  readonly faults: boolean;
}

const stories = {
  permit: { tell: tellPermit, letter: 'P', weight: 30 },
  power: { tell: tellPower, letter: 'E', weight: 36 },
  water: { tell: tellWater, letter: 'W', weight: 21 },
  gas: { tell: tellGas, letter: 'G', weight: 13 },
} as const;
export type SimulatedSystem = keyof typeof stories;
export const simulatedSystems = Object.keys(stories) as SimulatedSystem[];

interface Stage {
  readonly calendar: Calendar;
  readonly office: OfficeTime;
  readonly random: SeededRandom;
  readonly systems: readonly (readonly [SimulatedSystem, number])[];
}

/** The same simulation gives the same events in the same order; without faults, the same cases. */
export function* simulateCases(simulation: Simulation): Generator<CloudEventJson, void, undefined> {
  const { calendar, cases, from, to } = simulation;
  const [first, last] = [dayOfIso(from) - calendar.firstDay, dayOfIso(to) - calendar.firstDay];
  const end = startOfDay(calendar, dayOfIso(to) + 1);
  const { stage, faults } = setStage(simulation);
  const byDay: Delivery[][] = Array.from({ length: last - first + 1 }, () => []);
  const keep = (delivery: Delivery) => {
    if (delivery.at < end) byDay[dayIndexAt(calendar, delivery.at) - first]!.push(delivery);
  };
  let number = 0;
  for (const [i, today] of casesByDay(calendar, first, last, cases).entries()) {
    for (let k = 0; k < today; k++)
      for (const recorded of tellEvents(draftCase(stage, first + i, ++number)))
        if (recorded.recordedAt < end) deliverEvent(recorded, faults, keep);
    const deliveries = byDay[i]!.sort((a, b) => a.at - b.at);
    byDay[i] = [];
    for (const { event } of deliveries) yield event;
  }
}

/** Cases and faults draw from streams of their own, so that faults change no case. */
function setStage({ seed, systems, calendar, faults }: Simulation) {
  const generator = xoroshiro128plus(seed);
  generator.jump();
  const forFaults = generator.clone();
  forFaults.jump();
  const stage: Stage = {
    calendar,
    office: officeTime(calendar),
    random: seededRandom(generator),
    systems: simulatedSystems
      .filter((system) => systems.includes(system))
      .map((system) => [system, stories[system].weight]),
  };
  return { stage, faults: faults ? seededRandom(forFaults) : null };
}

function draftCase({ calendar, office, random, systems }: Stage, day: number, number: number): Draft {
  const system = random.weighted(systems);
  const place = random.weighted(placeWeights);
  const online = isRestDay(calendar, day) || random.chance(place.online);
  const { letter, tell } = stories[system];
  const draft: Draft = {
    system,
    caseId: `SIM-${place.code}-${letter}-${String(number).padStart(6, '0')}`,
    place,
    online,
    day,
    startedAt: arrivalOn(calendar, day, online, random),
    random,
    calendar,
    office,
    told: [],
  };
  tell(draft);
  return draft;
}
