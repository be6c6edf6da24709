// How every application begins: received with its papers, sent back for correction or not, accepted.
import { wakingAfter } from './arrivals.ts';
import { type Draft, officeAfter, tell } from './draft.ts';

export interface Opening {
  readonly service: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly documents: readonly string[];
  readonly visits: number;
  /** Share of applications sent back for correction. */
  readonly corrections: number;
  /** Most working days from complete papers to acceptance. */
  readonly acceptance: number;
}

export interface Opened {
  /** When the papers were complete. */
  readonly completeAt: number;
  /** Infinity when the application never was accepted. */
  readonly acceptedAt: number;
}

const DAY = 86_400_000;
const UNANSWERED = 0.08;

export function openCase(draft: Draft, opening: Opening): Opened {
  const { random, place, startedAt } = draft;
  const { service, attributes, documents, visits, acceptance } = opening;
  tell(draft, startedAt, 'application.received', {
    jurisdiction: place.jurisdiction,
    service,
    attributes: { ...attributes, simulated: true },
  });
  for (const name of documents) tell(draft, startedAt, 'document.submitted', { name });
  if (visits > 0) tell(draft, startedAt, 'visit.made', { place: '政务服务大厅' });
  for (let i = 1; i < visits; i++)
    tell(draft, officeAfter(draft, startedAt, random.between(0.3, 3)), 'visit.made', { place: '营业厅' });
  const completeAt = random.chance(opening.corrections) ? correct(draft) : startedAt;
  const acceptedAt = officeAfter(draft, completeAt, random.between(0.005, acceptance));
  tell(draft, acceptedAt, 'application.accepted');
  return { completeAt, acceptedAt };
}

/** Asks for corrected papers; returns when they came, or Infinity when they never did. */
function correct(draft: Draft): number {
  const { random, calendar, startedAt } = draft;
  const askedAt = officeAfter(draft, startedAt, random.between(0.1, 1.2));
  tell(draft, askedAt, 'correction.asked', { items: ['申请表'], reason: '材料不齐全' });
  if (random.chance(UNANSWERED)) {
    const givenUpAt = officeAfter(draft, askedAt, random.between(15, 40));
    if (random.chance(0.7)) tell(draft, givenUpAt, 'withdrawn', { reason: '逾期未补正' });
    return Number.POSITIVE_INFINITY;
  }
  const days = random.unit() * random.unit() * 9;
  const receivedAt = wakingAfter(calendar, askedAt + seconds(days * DAY + 600_000), random);
  tell(draft, receivedAt, 'correction.received');
  if (!draft.online) tell(draft, receivedAt, 'visit.made', { place: '政务服务大厅' });
  return receivedAt;
}

const seconds = (ms: number): number => Math.floor(ms / 1000) * 1000;
