// What a card asks of its reader now, or what became of it, in one sentence.
import type { CardShown } from '../../../schemas/card-answers.ts';
import { deadlineText, instantText } from '../format.ts';
import type { Words } from '../words.ts';
import { replyStanding } from './card-standing.ts';

export interface CardSentence {
  readonly text: string;
  readonly isOverdue: boolean;
}

const plain = (text: string): CardSentence => ({ text, isOverdue: false });

/** `now` is the program's clock; null while it is not known. */
export function cardSentence(card: CardShown, now: string | null, words: Words): CardSentence {
  const { says } = words.card;
  const { state, end, withdrawal, reply, replyDueAt } = card;
  if (state === 'withdrawn')
    return plain(withdrawal?.cause === 'rules' ? says.withdrawnByRules : says.withdrawnByEvent);
  if (end !== null) {
    const said = state === 'upheld' ? says.upheld : says.closed;
    return plain(said(nameOfDoer(end.by, words), instantText(end.at)));
  }
  const standing = replyStanding(card, now);
  if (reply !== null && standing === 'given-late' && replyDueAt !== null)
    return plain(says.repliedLate(reply.by, instantText(reply.at), deadlineText(replyDueAt)));
  if (reply !== null) return plain(says.replied(reply.by, instantText(reply.at)));
  if (replyDueAt === null) return plain(says.asksNothing);
  const who = card.department || words.card.unknownDepartment;
  return standing === 'overdue'
    ? { text: says.overdue(who, deadlineText(replyDueAt)), isOverdue: true }
    : plain(says.asks(who, deadlineText(replyDueAt)));
}

/** What the program does by itself it signs with its own name. */
export const nameOfDoer = (by: string, words: Words): string =>
  by === 'shixian' ? words.card.history.program : by;
