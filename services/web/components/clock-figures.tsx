// The instants and amounts of one clock.
import type { ComponentChildren } from 'preact';
import type { ClockView } from '../../../schemas/clock.ts';
import { amountText, deadlineText, instantText } from '../format.ts';
import { usePage } from '../page-context.ts';

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

export function ClockFigures({ clock }: { readonly clock: ClockView }) {
  const { words, language } = usePage();
  const when = (at: string | null) => (at === null ? '—' : <time dateTime={at}>{instantText(at)}</time>);
  const much = (value: number | null) => (value === null ? '—' : amountText(value, clock.unit, language));
  return (
    <dl class="figures">
      <Fact name={words.list.started}>{when(clock.startedAt)}</Fact>
      <Fact name={words.list.deadline}>
        <Deadline clock={clock} />
      </Fact>
      <Fact name={words.list.ended}>{when(clock.stoppedAt)}</Fact>
      <Fact name={words.case.elapsed}>{much(clock.elapsed)}</Fact>
      {clock.remaining !== null && clock.remaining < 0 ? (
        <Fact name={words.case.over}>{much(-clock.remaining)}</Fact>
      ) : (
        <Fact name={words.case.remaining}>{much(clock.remaining)}</Fact>
      )}
    </dl>
  );
}
