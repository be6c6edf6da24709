// Where a card leads: to itself, and to the case or the target that it is about.
import type { Card } from '../../../schemas/card.ts';
import { Link } from '../components/link.tsx';
import { usePage } from '../page-context.ts';
import { cardPlace, everyTarget, targetsPlace } from '../place.ts';
import type { Words } from '../words.ts';
import { RungBadge } from './rung-badge.tsx';

export function subjectOf({ caseId, group, targetId }: Card, words: Words): string {
  return caseId === null ? words.card.subject.group(group ?? targetId) : words.card.subject.case(caseId);
}

/** Read aloud with what it is about, since a list has many of one rung. */
export function CardLink({ card }: { readonly card: Card }) {
  const { words, place } = usePage();
  return (
    <Link to={cardPlace(card.cardId, place)} class="rung-link">
      <RungBadge rung={card.rung} />
      <span class="hidden"> {subjectOf(card, words)}</span>
    </Link>
  );
}

/** The case, or for a group the target in the catalogue. */
export function SubjectLink({ card }: { readonly card: Card }) {
  const { place } = usePage();
  const { caseId, system, group, targetId } = card;
  if (caseId === null)
    return <Link to={targetsPlace({ ...everyTarget, search: targetId }, place)}>{group ?? targetId}</Link>;
  return <Link to={{ page: 'case', caseId, system, asOf: null, language: place.language }}>{caseId}</Link>;
}
