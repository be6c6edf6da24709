// One card in words: what was reached, how late or how much is left, by which clause, who answers until when.
import type { Card, MessageKind, Rung } from '../../schemas/card.ts';
import { clip, plain, safeUrl } from './compose-escape.ts';
import { amountText, dayText, deadlineText, measuresTime, timeText } from './compose-figures.ts';
import { departmentText, field, serviceText, standingText, subjectText } from './compose-standing.ts';
import {
  type Composing,
  eventWord,
  kindWords,
  type Language,
  rungWord,
  stateWord,
  words,
} from './compose-words.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Plain text in one language, nothing of it escaped; the most important facts first. */
export interface CardText {
  readonly rung: Rung;
  /** What the title begins with, and what follows. */
  readonly mark: string;
  readonly rest: string;
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly notes: readonly string[];
  readonly asks: readonly string[];
  readonly url: string | null;
  readonly mayReply: boolean;
}

export function composeCard(
  card: Card,
  kind: MessageKind,
  language: Language,
  composing: Composing,
): CardText {
  const w = words[language];
  const standing = standingText(card, language);
  const rung = rungWord(card.rung, language);
  const mark = kind === 'raised' ? rung : kindWords[kind][language];
  const subject = [
    subjectText(card, language),
    kind === 'withdrawn' ? '' : standing,
    field(composing.nameOf('service', card.service, language)),
  ];
  const rest = `${kind === 'raised' ? '' : `${rung}${w.dot}`}${subject.filter((text) => text !== '').join(w.dot)}`;
  return {
    rung: card.rung,
    mark: w.markText(mark),
    rest,
    title: `${w.mark(mark)}${rest}`,
    facts: factsOf(card, kind, language, composing),
    notes: notesOf(card, kind, language),
    asks: asksOf(card, kind, language),
    url: safeUrl(card.url),
    mayReply: isOpen(card) && card.replyDueAt !== null,
  };
}

const isOpen = ({ state }: Card): boolean => state === 'raised' || state === 'acknowledged';

function factsOf(card: Card, kind: MessageKind, language: Language, composing: Composing): Fact[] {
  const w = words[language];
  const { labels } = w;
  const amount = (value: number) => amountText(value, field(card.unit), language);
  const standing = standingText(card, language);
  const reached = timeText(card.reachedAt, language);
  const measured = measuresTime(card.unit) ? labels.elapsed : labels.actual;
  const holds = kind !== 'withdrawn';
  const facts: [label: string, value: string | null][] = [
    [labels.standing, holds && standing ? w.asOf(standing, reached) : null],
    [labels.deadline, card.deadline && deadlineText(card.deadline, language)],
    [labels.department, departmentText(card, language)],
    [labels.service, serviceText(card, language, composing)],
    [
      labels.basis,
      w.document(
        field(card.documentTitle),
        card.documentNumber && field(card.documentNumber),
        field(card.clause),
      ),
    ],
    [labels.limit, card.limit === null ? null : amount(card.limit)],
    [measured, holds && card.elapsed !== null ? amount(card.elapsed) : null],
    [labels.jurisdiction, field(composing.nameOf('jurisdiction', card.jurisdiction, language))],
    [labels.state, stateWord(card.state, language)],
    [labels.reply, replyText(card, language)],
  ];
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

function replyText({ reply }: Card, language: Language): string | null {
  if (reply === null) return null;
  const w = words[language];
  const expects = reply.expectedFinish === null ? [] : [w.expects(dayText(reply.expectedFinish, language))];
  return [
    w.replied(field(reply.by), timeText(reply.at, language)),
    clip(plain(reply.reason), 300),
    ...expects,
  ].join(w.dot);
}

function notesOf(card: Card, kind: MessageKind, language: Language): string[] {
  const w = words[language];
  const late =
    card.raisedLate && kind === 'raised'
      ? [w.raisedLate(timeText(card.reachedAt, language), timeText(card.raisedAt, language))]
      : [];
  if (kind === 'reinstated') return [w.reinstated];
  return [
    ...late,
    ...(card.withdrawal && kind === 'withdrawn' ? withdrawalNotes(card.withdrawal, language) : []),
  ];
}

function withdrawalNotes(withdrawal: NonNullable<Card['withdrawal']>, language: Language): string[] {
  const w = words[language];
  const { at, cause, eventId, eventType, detail } = withdrawal;
  const time = timeText(at, language);
  const why =
    cause === 'rules'
      ? w.withdrawnByRules(time)
      : eventType === null
        ? w.withdrawnByUnknownEvent(time)
        : w.withdrawnByEvent(field(eventWord(eventType, language)), eventId && field(eventId), time);
  const more = clip(plain(detail), 300);
  return more === '' ? [why] : [why, more];
}

function asksOf(card: Card, kind: MessageKind, language: Language): string[] {
  const w = words[language];
  if (kind === 'test') return [w.testBody];
  if (kind === 'withdrawn' || card.state === 'withdrawn') return [w.noLongerAsks];
  if (card.replyDueAt === null) return [w.asksNothing];
  if (!isOpen(card)) return [];
  const who = w.addressee(field(card.department));
  const until = deadlineText(card.replyDueAt, language);
  return [kind === 'reply-overdue' ? w.overdueReply(who, until) : w.asksReply(who, until)];
}
