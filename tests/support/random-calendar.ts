// Random calendars: rest days, make-up days, office hours of one to three spans, seasons, and zones with clock changes.
import fc from 'fast-check';
import type { CalendarFacts, OfficeHours } from '../../schemas/calendar.ts';

export const zones = ['Asia/Shanghai', 'Europe/Amsterdam', 'America/New_York'] as const;

const DAY = 86_400_000;
const iso = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Hours between 00:00 and 05:00 are never edges: the clocks change then, and a reading can occur twice. */
const edge = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0, 1440) },
  { weight: 6, arbitrary: fc.integer({ min: 20, max: 95 }).map((quarter) => quarter * 15) },
  { weight: 1, arbitrary: fc.integer({ min: 300, max: 1439 }) },
);
const drawnHours = fc.integer({ min: 1, max: 3 }).chain((spans) =>
  fc.uniqueArray(edge, { minLength: 2 * spans, maxLength: 2 * spans }).map((edges) => {
    const sorted = [...edges].sort((a, b) => a - b).map(clock);
    return Array.from({ length: spans }, (_, i) => `${sorted[2 * i]}-${sorted[2 * i + 1]}`).join();
  }),
);
const printedHours = fc.constantFrom(
  '09:00-12:00,13:30-17:30',
  '09:00-12:00,14:00-17:45',
  '08:30-12:00,14:00-17:30,19:00-20:00',
  '09:00-17:00',
  '00:00-24:00',
  '00:00-12:00,12:00-24:00',
);
const dayHours = fc.oneof(printedHours, drawnHours);
const monthDay = fc.integer({ min: 0, max: 364 }).map((day) => iso(day).slice(5));
const officeHours: fc.Arbitrary<OfficeHours> = fc.oneof(
  { weight: 3, arbitrary: dayHours },
  {
    weight: 2,
    arbitrary: fc
      .tuple(monthDay, monthDay, dayHours, dayHours)
      .map(([from, to, inside, outside]) => [{ from, to, hours: inside }, { hours: outside }]),
  },
);

const weekend = fc.constantFrom<number[]>([6, 7], [6, 7], [6, 7], [7], [5, 6], [], [1, 3, 5, 7]);

export interface CalendarBounds {
  readonly minDays: number;
  readonly maxDays: number;
}

/** Facts of a calendar that covers some days between 2023 and 2026. */
export const randomFacts = ({ minDays, maxDays }: CalendarBounds): fc.Arbitrary<CalendarFacts> =>
  fc
    .record({
      zone: fc.constantFrom(...zones),
      first: fc.integer({ min: 19_360, max: 20_100 }),
      length: fc.integer({ min: minDays, max: maxDays }),
      weekend,
      officeHours,
      flips: fc.uniqueArray(fc.tuple(fc.nat({ max: maxDays - 1 }), fc.boolean()), {
        maxLength: 30,
        selector: ([day]) => day,
      }),
      bounds: fc.tuple(fc.integer({ min: 0, max: 22 }), fc.integer({ min: 0, max: 9 })),
    })
    .map(({ zone, first, length, weekend, officeHours, flips, bounds }) => ({
      id: 'random',
      version: '1',
      name: { zh: '随机', en: 'random' },
      zone,
      covered: { from: iso(first), to: iso(first + length - 1) },
      weekend,
      officeHours,
      days: flips
        .filter(([day]) => day < length)
        .map(([day, holiday]) => ({
          date: iso(first + day),
          kind: holiday ? ('holiday' as const) : ('makeup' as const),
          name: 'x',
          notice: 'x',
        })),
      unpublishedYear: { weekdaysOffAtMost: bounds[0], restDaysWorkedAtMost: bounds[1] },
      sources: ['random'],
    }));
