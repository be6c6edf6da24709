// Signs that the clock of a case, or the telling of it, was worked on. The view integrity_signs says what each means,
// and adds those that go across cases.
import type { Calendar } from './calendar.ts';
import type { CaseHistory } from './case-history.ts';
import { endSigns } from './end-signs.ts';
import { canBePrincipal, type JudgedCase } from './judge-case.ts';
import { pauseSigns } from './pause-signs.ts';
import { caseProblems, clockProblems } from './problem-codes.ts';
import { type CaseSign, metBy, settledSign } from './sign.ts';
import { toldSigns } from './told-signs.ts';

/** Of a kind the first that holds stands. `calendars` are those of the rules, by name. */
export function caseSigns(judged: JudgedCase, calendars: ReadonlyMap<string, Calendar>): CaseSign[] {
  const { history } = judged;
  const [first] = judged.clocks;
  const clock = first && canBePrincipal(first) ? first : null;
  const country = history.jurisdiction?.split('/')[0] ?? '';
  const calendar = clock ? clock.target.counter.calendar : calendars.get(country);
  return [
    ...toldSigns(history, clock ? metBy(clock) : null),
    ...endSigns(history, clock, calendar),
    ...(clock ? pauseSigns(clock, history.knownAt) : []),
    ...reopened(history),
    ...contradictions(judged),
  ];
}

function reopened({ states }: CaseHistory): CaseSign[] {
  const again = states.filter(({ state }, i) => state === 'open' && i > 0);
  return again.length === 0 ? [] : [settledSign('reopened', again.at(-1)!.at, again.length)];
}

function contradictions({ history, clocks }: JudgedCase): CaseSign[] {
  const codes = new Set([...caseProblems(history), ...clockProblems(clocks)]);
  const at = history.events.at(-1)?.at ?? history.firstAt;
  return [...codes].map((code) => settledSign(code, at));
}
