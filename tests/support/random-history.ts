// Random histories of one permit case: every event type, ties, corrections, retractions, closes, reopenings.
import fc from 'fast-check';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { GroundName } from '../../schemas/events/effect.ts';
import { permit } from '../../schemas/events/permit.ts';

export const HOUR = 3_600_000;
/** Monday 5 January 2026, 00:00 in Shanghai: the Spring Festival with its make-up days lies ahead. */
export const BEGIN = Date.UTC(2026, 0, 4, 16);
export const DAYS = 70;

const grounds: GroundName[] = ['hearing', 'inspection', 'expert-review', 'auction'];
const stages = ['construction-plan', 'construction-permit'];
const dates = ['2026-01-30', '2026-02-27T12:00:00+08:00', '2026-03-12', 'soon'];

export interface Act {
  readonly type: string;
  /** Half hours after the begin of the history. */
  readonly at: number;
  readonly pick: number;
  readonly amount: number;
  readonly aim: number;
  readonly delay: number;
  readonly source: number;
  readonly sequence: string;
  readonly dayOnly: boolean;
}

const everyType = Object.keys(permit.types).map((type) => type.replace('permit.', ''));
const often = [
  'application.accepted',
  'special-procedure.begun',
  'special-procedure.ended',
  'completed',
  'reopened',
];

/** Acts of the given types, at most `most`, each on a half hour. */
export const randomActs = (types: readonly string[], most: number): fc.Arbitrary<Act[]> =>
  fc.array(
    fc.record({
      type: fc.constantFrom(...types),
      at: fc.integer({ min: 1, max: DAYS * 48 }),
      pick: fc.nat({ max: 7 }),
      amount: fc.integer({ min: 1, max: 9 }),
      aim: fc.nat({ max: most }),
      delay: fc.nat({ max: 500 }),
      source: fc.constantFrom(0, 0, 0, 1),
      sequence: fc.constantFrom('', '', '1', '2', '10'),
      dayOnly: fc.nat({ max: 9 }).map((n) => n === 0),
    }),
    { maxLength: most },
  );

export const anyActs = randomActs([...everyType, ...often, ...often], 16);

function dataOf({ type, pick, amount, aim }: Act): Record<string, unknown> {
  const time = new Date(BEGIN + (pick + 1) * 97 * HOUR).toISOString();
  const data: Record<string, Record<string, unknown>> = {
    'application.received': {
      jurisdiction: 'cn/hubei/ezhou',
      service: 'permit',
      attributes: { promisedBy: dates[pick % dates.length]! },
    },
    'special-procedure.begun': { ground: grounds[pick % grounds.length]! },
    'special-procedure.ended': { ground: grounds[pick % grounds.length]! },
    'stage.begun': { stage: stages[pick % 2]! },
    'stage.ended': { stage: stages[pick % 2]! },
    'step.done': { name: 'review' },
    'document.submitted': { name: 'plan', count: amount },
    'fee.charged': { yuan: `${amount}.5` },
    'attributes.changed': { attributes: { promisedBy: dates[pick % dates.length]!, channel: String(pick) } },
    extended: { amount },
    'event.corrected': {
      corrects: `e${aim}`,
      ...(pick % 3 > 0 && { time }),
      ...(pick % 3 < 2 && { data: {} }),
    },
    'event.retracted': { retracts: `e${aim}` },
  };
  return data[type] ?? {};
}

/** The application on the first Monday, then the acts, numbered e1, e2 and so on. */
export function eventsOf(acts: readonly Act[]): AcceptedEvent[] {
  const begin = { type: 'application.received', at: 20, pick: 1, amount: 1, aim: 0, delay: 0, source: 0 };
  return [{ ...begin, sequence: '', dayOnly: false }, ...acts].map((act, i) => {
    const occurredAt = BEGIN + act.at * (HOUR / 2);
    return {
      system: 'permit',
      caseId: 'c',
      source: `/${act.source}`,
      id: `e${i}`,
      type: `permit.${act.type}`,
      occurredAt,
      dayOnly: act.dayOnly,
      recordedAt: null,
      receivedAt: occurredAt + act.delay * HOUR,
      sequence: act.sequence,
      data: dataOf(act),
    };
  });
}
