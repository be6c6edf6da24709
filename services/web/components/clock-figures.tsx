// The instants and amounts of one clock.
import type { ComponentChildren } from 'preact';
import type { ClockView } from '../../../schemas/clock.ts';
import { amountText, deadlineText, instantText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { useTarget } from '../use-target.ts';
import { isShare } from './group-note.tsx';

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Deadline({ clock }: { readonly clock: ClockView }) {
  const { words } = usePage();
  const { deadline, deadlineEarliest, deadlineLatest } = clock;
  if (deadlineEarliest !== null && deadlineLatest !== null) {
    return <>{words.case.provisional(deadlineText(deadlineEarliest), deadlineText(deadlineLatest))}</>;
  }
  if (deadline !== null) return <time dateTime={deadline}>{deadlineText(deadline)}</time>;
  return <>{clock.verdict === 'paused' ? words.case.noDeadlineWhilePaused : '—'}</>;
}

/** What is left of the limit, or by how much it is missed; a group's limit leaves nothing of one case. */
function Rest({ clock }: { readonly clock: ClockView }) {
  const { words, language } = usePage();
  const { remaining, comparator, unit } = clock;
  if (clock.judges === 'group' || remaining === null) return null;
  const much = amountText(Math.abs(remaining), unit, language);
  if (comparator === '>=' || comparator === '>')
    return remaining > 0 ? <Fact name={words.judging.short}>{much}</Fact> : null;
  if (remaining < 0) return <Fact name={words.case.over}>{much}</Fact>;
  return comparator === '=' ? null : <Fact name={words.case.remaining}>{much}</Fact>;
}

function Elapsed({ clock }: { readonly clock: ClockView }) {
  const { words, language } = usePage();
  const { elapsed, unit } = clock;
  const target = useTarget(clock);
  const counted = target === null ? words.judging.counted : words.metric[target.metric];
  const name = clock.method === 'count' ? counted : words.case.elapsed;
  if (isShare(clock)) {
    const { counts, countsNot } = words.judging;
    return (
      <Fact name={words.judging.thisCase}>{elapsed === null ? '—' : elapsed > 0 ? counts : countsNot}</Fact>
    );
  }
  return (
    <Fact name={clock.judges === 'group' ? `${words.judging.thisCase} · ${name}` : name}>
      {elapsed === null ? '—' : amountText(elapsed, unit, language)}
    </Fact>
  );
}

export function ClockFigures({ clock }: { readonly clock: ClockView }) {
  const { words } = usePage();
  const when = (at: string | null) => (at === null ? '—' : <time dateTime={at}>{instantText(at)}</time>);
  const hasDeadline = clock.method !== 'count' && clock.judges === 'case';
  return (
    <dl class="figures">
      <Fact name={words.list.started}>{when(clock.startedAt)}</Fact>
      {hasDeadline && (
        <Fact name={words.list.deadline}>
          <Deadline clock={clock} />
        </Fact>
      )}
      <Fact name={words.list.ended}>{when(clock.stoppedAt)}</Fact>
      <Elapsed clock={clock} />
      <Rest clock={clock} />
    </dl>
  );
}
