// What can be done with a card now: the steps it allows, the form of one of them, and what became of the last.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CardState } from '../../../schemas/card.ts';
import type { CardDetail } from '../../../schemas/card-answers.ts';
import type { Problem } from '../../../schemas/problem.ts';
import { Mark } from '../components/mark.tsx';
import { Segments } from '../components/segments.tsx';
import { usePage } from '../page-context.ts';
import { preferredName } from '../preferences.ts';
import { wordFor } from '../words.ts';
import { allowedSteps, type Filled, type Step, steps, usualStep } from './card-steps.ts';
import { StepForm } from './step-form.tsx';

interface Props {
  readonly card: CardDetail;
  readonly show: (card: CardDetail) => void;
  readonly readAgain: () => void;
}

interface Notice {
  readonly isDone: boolean;
  readonly text: string;
}

type Drafts = Readonly<Record<Step, Omit<Filled, 'by'>>>;
const noDraft = { words: '', expectedFinish: '' };
const noDrafts: Drafts = { acknowledge: noDraft, reply: noDraft, close: noDraft, uphold: noDraft };

/** What was written for steps that the card has meanwhile left behind; it is shown, so that it is not lost. */
function Stranded({
  state,
  drafts,
  clear,
}: {
  state: CardState;
  drafts: Drafts;
  clear: (step: Step) => void;
}) {
  const { words } = usePage();
  const w = words.card.step;
  const left = steps.filter(
    (step) => !allowedSteps(state).includes(step) && drafts[step].words.trim() !== '',
  );
  return (
    <>
      {left.map((step) => (
        <div key={step} class="stranded">
          <p>{w.gone(w.name[step], wordFor(words.cardState, state))}</p>
          <blockquote>{drafts[step].words}</blockquote>
          <button type="button" class="plain" onClick={() => clear(step)}>
            {w.putAway}
          </button>
        </div>
      ))}
    </>
  );
}

/** Said aloud and brought into focus, since the form it speaks of is gone. */
function Said({ notice }: { readonly notice: Notice | null }) {
  const ref = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (notice !== null) ref.current?.focus();
  }, [notice]);
  return (
    <div role="status">
      {notice !== null && (
        <p ref={ref} tabIndex={-1} class={notice.isDone ? 'step-said' : 'step-said step-said-not'}>
          <Mark name={notice.isDone ? 'met' : 'late'} />
          {notice.text}
        </p>
      )}
    </div>
  );
}

export function StepPanel({ card, show, readAgain }: Props) {
  const { words } = usePage();
  const w = words.card.step;
  const { state } = card;
  const allowed = allowedSteps(state);
  const [by, setBy] = useState(preferredName);
  const [drafts, setDrafts] = useState(noDrafts);
  const [sending, setSending] = useState<Step | null>(null);
  const [wanted, setWanted] = useState<Step | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  /** Every settled sending ends a form; the next has a key of its own. */
  const [round, setRound] = useState(0);
  const chosen = sending ?? (wanted !== null && allowed.includes(wanted) ? wanted : usualStep(state));
  const fill = (step: Step, change: Partial<Filled>) => {
    if (change.by !== undefined) setBy(change.by);
    const { by: _, ...rest } = change;
    setDrafts((all) => ({ ...all, [step]: { ...all[step], ...rest } }));
  };
  const settle = (next: Notice) => {
    setWanted(null);
    setNotice(next);
    setRound((count) => count + 1);
  };
  const done = (step: Step) => (after: CardDetail) => {
    fill(step, noDraft);
    settle({ isDone: true, text: w.done[step] });
    show(after);
  };
  const refused = (step: Step) => (problem: Problem | undefined) => {
    const now = wordFor(words.cardState, String(problem?.value));
    const isReused = problem?.code === 'idempotency-key-reused';
    settle({ isDone: false, text: isReused ? w.reused : w.refused(w.name[step], now) });
    readAgain();
  };
  return (
    <section class="panel step-panel no-print" aria-labelledby="step-heading">
      <div class="panel-head">
        <h2 id="step-heading">{w.heading}</h2>
      </div>
      <div class="step-body">
        <Said notice={notice} />
        {sending === null && <Stranded state={state} drafts={drafts} clear={(step) => fill(step, noDraft)} />}
        {chosen === null ? (
          <p class="step-over">{w.over(wordFor(words.cardState, state))}</p>
        ) : (
          <>
            <Segments
              label={w.choose}
              options={allowed.map((id) => ({ id, text: w.name[id] }))}
              chosen={chosen}
              choose={(step) => {
                if (sending !== null) return;
                setWanted(step);
                setNotice(null);
              }}
            />
            <StepForm
              key={`${chosen}-${round}`}
              cardId={card.cardId}
              step={chosen}
              filled={{ by, ...drafts[chosen] }}
              fill={(change) => fill(chosen, change)}
              isSending={sending !== null}
              setSending={(isSending) => setSending(isSending ? chosen : null)}
              done={done(chosen)}
              refused={refused(chosen)}
            />
          </>
        )}
      </div>
    </section>
  );
}
