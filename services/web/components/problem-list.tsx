// What is wrong with the case or one of its clocks, if anything.
import type { CaseExplanation } from '../../../schemas/clock.ts';
import { usePage } from '../page-context.ts';
import { Mark } from './mark.tsx';

export function ProblemList({ found }: { readonly found: CaseExplanation }) {
  const { words } = usePage();
  const all = [...found.problems, ...found.clocks.flatMap((clock) => clock.problems)];
  if (all.length === 0) return null;
  return (
    <section class="panel problems" aria-labelledby="problems-heading">
      <div class="panel-head">
        <h2 id="problems-heading">
          <Mark name="unknown" /> {words.problems.heading}
        </h2>
      </div>
      <ul>
        {all.map((problem, index) => (
          <li key={index}>
            {problem.message} <code>{problem.code}</code>
            {problem.field !== undefined && (
              <span class="problem-field">
                {words.problems.field} <code>{problem.field}</code>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
