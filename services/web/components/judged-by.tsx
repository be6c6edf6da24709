// The promise a clock is judged by: document, number, clause and line, or the date on the case itself.
import type { ClockView } from '../../../schemas/clock.ts';
import { amountText } from '../format.ts';
import { usePage } from '../page-context.ts';

function Source({ clock }: { readonly clock: ClockView }) {
  const { words } = usePage();
  const { document: source, clause, line } = clock;
  return (
    <p class="source">
      {source.title}
      {source.number !== null && <span class="source-number">{source.number}</span>}
      <br />
      <span class="source-clause">
        {words.case.clause} {clause}
        {line !== null && ` · ${words.case.line(line)}`} · {source.issuer}
      </span>
    </p>
  );
}

export function JudgedBy({ clock }: { readonly clock: ClockView }) {
  const { words, language } = usePage();
  const limit = clock.limit === null ? words.case.dateJudged : amountText(clock.limit, clock.unit, language);
  return (
    <div class="judged">
      <h3>{words.case.judgedBy}</h3>
      <p class="judged-limit">
        <strong>{limit}</strong> <span class="tag">{words.case.kind[clock.kind]}</span>{' '}
        <span class="tag">{words.case.scope[clock.scope]}</span>
        {clock.assumed && <span class="tag tag-risk">{words.case.assumed}</span>}
      </p>
      <Source clock={clock} />
      {clock.limit !== null && (
        <p class="counted">
          {words.case.counted}: {words.method[clock.method]}
        </p>
      )}
    </div>
  );
}
