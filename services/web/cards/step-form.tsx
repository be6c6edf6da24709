// The form of one step: what it asks for, what is wrong with it, and its sending.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CardDetail } from '../../../schemas/card-answers.ts';
import type { Problem } from '../../../schemas/problem.ts';
import { cardAddress, readJson } from '../api.ts';
import { Failure } from '../components/failure.tsx';
import { usePage } from '../page-context.ts';
import { keepName } from '../preferences.ts';
import {
  bodyOf,
  type Filled,
  missingIn,
  mostOf,
  mustHaveWords,
  type SortedProblems,
  type Step,
  type StepField as StepFieldName,
  sortProblems,
  stepFields,
  wordsFieldOf,
} from './card-steps.ts';
import { newKey } from './idempotency-key.ts';
import { described, type FieldProps, StepField } from './step-field.tsx';

interface Props {
  readonly cardId: string;
  readonly step: Step;
  readonly filled: Filled;
  readonly fill: (change: Partial<Filled>) => void;
  readonly isSending: boolean;
  readonly setSending: (isSending: boolean) => void;
  readonly done: (card: CardDetail) => void;
  /** The card does not allow it any more. */
  readonly refused: (problem: Problem | undefined) => void;
}

/** What was sent may have been stored, so its answer is waited for whatever the reader does. */
const NEVER = new AbortController().signal;

interface Trouble extends SortedProblems {
  readonly status: number | null;
}
const noTrouble: Trouble = { fields: {}, others: [], status: null };

/** The reader begins at the first field that is wrong. */
function useFocusOnTrouble({ fields }: Trouble, idOf: (field: StepFieldName) => string): void {
  useEffect(() => {
    const first = stepFields.find((field) => fields[field] !== undefined);
    if (first !== undefined) document.getElementById(idOf(first))?.focus();
  }, [fields]);
}

function useSending({ cardId, step, filled, isSending, setSending, done, refused }: Props) {
  const { words } = usePage();
  const [trouble, setTrouble] = useState(noTrouble);
  const key = useRef(newKey()).current;

  const check = (form: HTMLFormElement): Trouble['fields'] => {
    const { missing, badDate } = words.card.step;
    const date = form.elements.namedItem('expectedFinish');
    const isBadDate = date instanceof HTMLInputElement && date.validity.badInput;
    return {
      ...Object.fromEntries(missingIn(step, filled).map((field) => [field, missing[field as 'by']])),
      ...(isBadDate ? { expectedFinish: badDate } : {}),
    };
  };
  const send = async () => {
    setSending(true);
    const headers = { 'idempotency-key': key };
    const answer = await readJson<CardDetail>(
      cardAddress(cardId, step),
      NEVER,
      bodyOf(step, filled),
      headers,
    );
    setSending(false);
    if (answer.ok) {
      keepName(filled.by.trim());
      return done(answer.data);
    }
    if (answer.status === 409) return refused(answer.problems[0]);
    setTrouble({ ...sortProblems(answer.problems), status: answer.status });
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isSending) return;
    const fields = check(event.currentTarget as HTMLFormElement);
    setTrouble({ ...noTrouble, fields });
    if (Object.keys(fields).length === 0) send().catch(() => undefined);
  };
  return { trouble, submit };
}

export function StepForm(props: Props) {
  const { step, filled, fill, isSending } = props;
  const { words } = usePage();
  const w = words.card.step;
  const { trouble, submit } = useSending(props);
  const idOf = (field: StepFieldName) => `step-${step}-${field}`;
  useFocusOnTrouble(trouble, idOf);
  const fieldOf = (field: StepFieldName, isOptional: boolean, hint: string | null): FieldProps => ({
    id: idOf(field),
    label: isOptional ? w.optional(w.field[field]) : w.field[field],
    hint,
    error: trouble.fields[field] ?? null,
  });
  const by = fieldOf('by', false, w.byHint);
  const said = wordsFieldOf(step);
  const mustSay = mustHaveWords(step);
  const about = fieldOf(said, !mustSay, null);
  const finish = fieldOf('expectedFinish', true, w.finishHint);
  return (
    <form class="step-form" noValidate onSubmit={submit} aria-label={w.name[step]}>
      <p class="step-how">{w.how[step]}</p>
      <StepField {...by}>
        <input
          {...described(by)}
          name="by"
          autocomplete="name"
          required
          maxLength={mostOf.by}
          value={filled.by}
          onInput={(event) => fill({ by: event.currentTarget.value })}
        />
      </StepField>
      <StepField {...about}>
        <textarea
          {...described(about)}
          name={said}
          rows={4}
          required={mustSay}
          maxLength={mostOf[said]}
          value={filled.words}
          onInput={(event) => fill({ words: event.currentTarget.value })}
        />
      </StepField>
      {step === 'reply' && (
        <StepField {...finish}>
          <input
            {...described(finish)}
            type="date"
            max="9999-12-31"
            name="expectedFinish"
            value={filled.expectedFinish}
            onInput={(event) => fill({ expectedFinish: event.currentTarget.value })}
          />
        </StepField>
      )}
      {trouble.status !== null && trouble.others.length > 0 && (
        <Failure status={trouble.status} problems={trouble.others} title={w.failed} />
      )}
      <p class="step-send">
        <button type="submit" class="primary" aria-disabled={isSending}>
          {isSending ? w.sending : w.name[step]}
        </button>
      </p>
    </form>
  );
}
