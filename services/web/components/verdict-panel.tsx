// The verdict in words, and the clause or the date that it is judged by.
import type { CaseExplanation } from '../../../schemas/clock.ts';
import { usePage } from '../page-context.ts';
import { markOf } from '../verdict-mark.ts';
import { caseVerdictWords, principalOf, toneOf } from '../verdict-words.ts';
import { ClockFigures } from './clock-figures.tsx';
import { JudgedBy } from './judged-by.tsx';
import { Mark, type MarkName } from './mark.tsx';
import { PartsTable } from './parts-table.tsx';

export function VerdictPanel({ found }: { readonly found: CaseExplanation }) {
  const { words, language } = usePage();
  const { title, detail } = caseVerdictWords(found, words, language);
  const principal = principalOf(found);
  const overdue = found.verdict === 'breached' && found.state === 'open';
  const mark: MarkName = overdue ? 'overdue' : markOf[found.verdict];
  return (
    <section class={`verdict verdict-${toneOf[found.verdict]}`} aria-labelledby="verdict-heading">
      <h2 id="verdict-heading" class="verdict-title">
        <Mark name={mark} />
        <span class="hidden">{words.case.verdictHeading}: </span>
        {title}
      </h2>
      {detail !== '' && <p class="verdict-detail">{detail}</p>}
      {principal !== null && (
        <>
          <div class="verdict-grid">
            <JudgedBy clock={principal} />
            <ClockFigures clock={principal} />
          </div>
          <PartsTable clock={principal} />
        </>
      )}
    </section>
  );
}
