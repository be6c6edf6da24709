// Reads from the API and keeps what it last read, so that a refresh never blanks the page.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../schemas/problem.ts';
import { type Answer, readJson } from './api.ts';
import { usePage } from './page-context.ts';

export interface Load<T> {
  readonly data: T | null;
  /** Set when the last read failed; data, if any, is then of an earlier read. */
  readonly failure: { readonly status: number; readonly problems: readonly Problem[] } | null;
  /** True while data is missing or belongs to another question. */
  readonly waiting: boolean;
}

/** Answers kept for going back; the oldest are let go. */
const keptAtMost = 400;

function keep(kept: Map<string, unknown>, question: string, answer: unknown): void {
  kept.delete(question);
  kept.set(question, answer);
  if (kept.size <= keptAtMost) return;
  const [oldest] = kept.keys();
  kept.delete(oldest!);
}

type Read<T> = (signal: AbortSignal) => Promise<Answer<T>>;

/**
 * Runs `read` whenever `question` or `round` changes. A new round of the same question is a silent
 * refresh; `question` null reads nothing yet.
 */
export function useRead<T>(question: string | null, round: unknown, read: Read<T>): Load<T> {
  const { kept } = usePage();
  const [failed, setFailed] = useState<{ question: string; failure: NonNullable<Load<T>['failure']> } | null>(
    null,
  );
  const [, redraw] = useState(0);
  const last = useRef<T | null>(null);
  // The question and the round stand for all that `read` depends on.
  useEffect(() => {
    if (question === null) return;
    const abort = new AbortController();
    read(abort.signal).then(
      (answer) => {
        if (abort.signal.aborted) return;
        if (answer.ok) keep(kept, question, answer.data);
        setFailed(answer.ok ? null : { question, failure: answer });
        redraw((count) => count + 1);
      },
      () => undefined,
    );
    return () => abort.abort();
  }, [question, round]);
  const found = question === null ? null : ((kept.get(question) as T | undefined) ?? null);
  if (found !== null) last.current = found;
  const failure = failed !== null && failed.question === question ? failed.failure : null;
  return {
    data: found ?? (failure === null ? last.current : null),
    failure,
    waiting: found === null && failure === null,
  };
}

/** Reads one address; `question` names it without its moving instant. */
export function useLoad<T>(question: string | null, from: string | null, round: unknown): Load<T> {
  return useRead<T>(from === null ? null : question, round, (signal) => readJson<T>(from ?? '', signal));
}
