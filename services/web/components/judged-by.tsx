// The promise a clock is judged by: document, number, clause and line, or the date on the case itself.
import type { ClockView } from '../../../schemas/clock.ts';
import { limitText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { useTarget } from '../use-target.ts';
import { GroupNote } from './group-note.tsx';
import { TargetLink } from './target-link.tsx';

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
  const target = useTarget(clock);
  const limit =
    clock.limit === null
      ? words.case.dateJudged
      : limitText(clock.comparator, clock.limit, clock.unit, language);
  return (
    <div class="judged">
      <h3>{words.case.judgedBy}</h3>
      <p class="judged-limit">
        {target !== null && clock.method === 'count' && `${words.metric[target.metric]} `}
        <strong>{limit}</strong> <span class="tag">{words.case.kind[clock.kind]}</span>{' '}
        <span class="tag">{words.case.scope[clock.scope]}</span>
        {clock.assumed && <span class="tag tag-risk">{words.case.assumed}</span>}
      </p>
      {clock.judges === 'group' && <GroupNote clock={clock} />}
      <p class="judged-service" lang="en">
        {clock.service}: {clock.category}
      </p>
      <Source clock={clock} />
      {clock.limit !== null && (
        <p class="counted">
          {words.case.counted}: {words.method[clock.method]}
        </p>
      )}
      {clock.judges === 'case' && (
        <p class="counted no-print">
          <TargetLink targetId={clock.targetId} />
        </p>
      )}
    </div>
  );
}
