// Small simulations judged by the shipped rules, for tests.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { acceptEvent } from '../../services/core/accept-event.ts';
import { openRuleBook, type RuleBook } from '../../services/main.ts';
import { type Simulation, simulateCases, simulatedSystems } from '../../services/simulate/simulate-cases.ts';

/** As the command `simulate` has it unless told. */
export const defaultWindow = { from: '2025-01-02', to: '2026-10-30' } as const;

/** An instant after the default window, when everything may have been received. */
export const AFTER = Date.parse('2026-10-31T00:00:00+08:00');

export async function shippedRules(): Promise<RuleBook> {
  const book = await openRuleBook();
  if (!book.ok) throw new Error(book.problems.map(({ message }) => message).join('\n'));
  return book.value;
}

export const simulation = (rules: RuleBook, changes: Partial<Simulation> = {}): Simulation => ({
  seed: 1,
  cases: 100,
  systems: simulatedSystems,
  ...defaultWindow,
  calendar: rules.calendars.get('cn')!,
  faults: true,
  ...changes,
});

/** The accepted events of each case, by case id, in order of delivery. */
export function acceptedCases(asked: Simulation): Map<string, AcceptedEvent[]> {
  const cases = new Map<string, AcceptedEvent[]>();
  for (const message of simulateCases(asked)) {
    const result = acceptEvent(message, AFTER);
    if (!result.ok) continue;
    const known = cases.get(result.event.caseId);
    if (known) known.push(result.event);
    else cases.set(result.event.caseId, [result.event]);
  }
  return cases;
}
