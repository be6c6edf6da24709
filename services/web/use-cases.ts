// Reads the case list page by page and keeps as many pages fresh as the reader has asked for.
import { useState } from 'preact/hooks';
import type { CasePage } from '../../schemas/indicator.ts';
import { type Answer, casesAddress, readJson } from './api.ts';
import { usePage } from './page-context.ts';
import type { Place } from './place.ts';
import { type Load, useRead } from './use-load.ts';

export const pageSize = 50;

async function readPages(
  place: Place,
  system: string,
  asOf: string,
  pages: number,
  signal: AbortSignal,
): Promise<Answer<CasePage>> {
  let cursor: string | null = null;
  let whole: CasePage = { asOf, total: 0, cases: [], next: null };
  for (let page = 0; page < pages; page += 1) {
    const address = casesAddress(place, system, asOf, { limit: String(pageSize), cursor });
    const answer: Answer<CasePage> = await readJson<CasePage>(address, signal);
    if (!answer.ok) return answer;
    whole = { ...answer.data, cases: [...whole.cases, ...answer.data.cases] };
    cursor = answer.data.next;
    if (cursor === null) break;
  }
  return { ok: true, data: whole };
}

export interface Cases {
  readonly load: Load<CasePage>;
  readonly more: () => void;
  readonly retry: () => void;
}

/** The list of a place; `asOfName` is the instant's name when it moves (`now`), else the instant. */
export function useCases(place: Place, system: string, asOf: string, asOfName: string, round: string): Cases {
  const question = `cases|${asOfName}|${casesAddress(place, system, '')}`;
  const { kept } = usePage();
  const [asked, setAsked] = useState({ question: '', pages: 1 });
  const [tries, setTries] = useState(0);
  const before = (kept.get(question) as CasePage | undefined)?.cases.length ?? 0;
  const pages = asked.question === question ? asked.pages : Math.max(1, Math.ceil(before / pageSize));
  const load = useRead<CasePage>(question, `${round}|${pages}|${tries}`, (signal) =>
    readPages(place, system, asOf, pages, signal),
  );
  return {
    load,
    more: () => setAsked({ question, pages: pages + 1 }),
    retry: () => setTries(tries + 1),
  };
}
