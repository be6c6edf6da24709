// What a card is about and how it stands, each in a few words; plain text, nothing of it escaped.
import type { Card } from '../../schemas/card.ts';
import { clip, plain } from './compose-escape.ts';
import { amountText, deadlineText, measuresTime } from './compose-figures.ts';
import { type Composing, eventWord, type Language, systemWord, words } from './compose-words.ts';

/** Of a field; whatever a source tells, a message stays readable. */
const MOST_CHARACTERS = 120;
export const field = (text: string): string => clip(plain(text), MOST_CHARACTERS);

export const subjectText = ({ caseId, group, targetId }: Card, language: Language): string =>
  caseId === null ? words[language].group(field(group ?? targetId)) : words[language].case(field(caseId));

/** What withdrew a card, in a word or two. */
export function withdrawalText({ withdrawal }: Card, language: Language): string {
  if (withdrawal === null) return '';
  const w = words[language];
  if (withdrawal.cause === 'rules') return w.withdrawnShort(null);
  const { eventType } = withdrawal;
  return w.withdrawnShort(eventType === null ? w.unnamedEvent : field(eventWord(eventType, language)));
}

/** What rounding of fractions may leave over; instants alone say what is late, where there is a deadline. */
const TINY = 1e-9;

/** How late at the instant the rung was reached, or how much was left. */
export function standingText(card: Card, language: Language): string {
  const { limit, elapsed, unit, deadline, reachedAt } = card;
  const w = words[language];
  const amount = (value: number) => amountText(value, field(unit), language);
  if (limit !== null && elapsed !== null && !measuresTime(unit))
    return w.figure(amount(elapsed), amount(limit));
  const over = limit === null || elapsed === null ? null : elapsed - limit;
  const isLate = deadline === null ? (over ?? 0) > TINY : Date.parse(reachedAt) > Date.parse(deadline);
  if (isLate) return over !== null && over > TINY ? w.late(amount(over)) : w.lateAtAll;
  if (over === null)
    return deadline === null ? '' : `${w.labels.deadline}${w.colon}${deadlineText(deadline, language)}`;
  return over < -TINY ? w.left(amount(-over)) : w.usedUp;
}

export const serviceText = (card: Card, language: Language, { nameOf }: Composing): string =>
  [systemWord(field(card.system), language), field(nameOf('service', card.service, language))]
    .filter((text) => text !== '')
    .join(words[language].dot);

export const departmentText = ({ department }: Card, language: Language): string =>
  field(department) || words[language].unknownDepartment;
