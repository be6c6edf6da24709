// The targets that do not apply to the case, each with every condition that failed.
import type { CaseExplanation } from '../../../schemas/clock.ts';
import { countText } from '../format.ts';
import { usePage } from '../page-context.ts';

export function NotChosenList({ targets }: { readonly targets: CaseExplanation['notChosen'] }) {
  const { words } = usePage();
  if (targets.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="not-chosen-heading">
      <div class="panel-head">
        <h2 id="not-chosen-heading">{words.notChosen.heading}</h2>
      </div>
      <details>
        <summary>{words.notChosen.show(countText(targets.length))}</summary>
        <ul class="not-chosen">
          {targets.map((target) => (
            <li key={target.targetId}>
              <strong>{target.documentTitle}</strong> {words.case.clause} {target.clause}{' '}
              <code>{target.targetId}</code>
              <ul>
                {target.reasons.map((reason, index) => (
                  <li key={index}>
                    {reason.message} <code>{reason.code}</code>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
