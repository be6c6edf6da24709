// The shape of each state of a card, and of each thing that happens to one.
import type { CardState } from '../../../schemas/card.ts';
import type { MarkName } from '../components/mark.tsx';

export const markOfState: Record<CardState, MarkName> = {
  raised: 'late',
  acknowledged: 'seen',
  replied: 'replied',
  closed: 'met',
  upheld: 'stands',
  withdrawn: 'void',
};

const marks: Readonly<Record<string, MarkName>> = {
  ...markOfState,
  reinstated: 'back',
  delivered: 'sent',
  'reply-overdue': 'overdue',
};
export const markOfKind = (kind: string): MarkName => (Object.hasOwn(marks, kind) ? marks[kind]! : 'none');
