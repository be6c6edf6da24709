// Cards in lines: rung, case, how it stood and on what basis, when, its state and its reply.
import type { CardShown } from '../../../schemas/card-answers.ts';
import { Mark } from '../components/mark.tsx';
import { amountText, deadlineText, instantText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { wordFor } from '../words.ts';
import { CardLink, SubjectLink } from './card-links.tsx';
import { measuresTime, replyStanding, standingWords } from './card-standing.ts';
import { markOfState } from './state-mark.ts';

interface Props {
  readonly cards: readonly CardShown[];
  readonly caption: string;
  /** The program's clock; null while it is not known. */
  readonly now: string | null;
  /** The name of a system. */
  readonly systemName: (system: string) => string;
  /** Without what every line would repeat. */
  readonly ofOneCase?: boolean;
}

export function StateMark({ card }: { readonly card: Pick<CardShown, 'state'> }) {
  const { words } = usePage();
  return (
    <span class={`state cards-state-${card.state}`}>
      <Mark name={markOfState[card.state]} />
      {wordFor(words.cardState, card.state)}
    </span>
  );
}

function Standing({ card }: { readonly card: CardShown }) {
  const { words, language } = usePage();
  const standing = standingWords(card, words, language);
  const limit =
    card.limit !== null && measuresTime(card.unit) ? amountText(card.limit, card.unit, language) : null;
  return (
    <>
      {standing !== '' && <strong class="cards-standing">{standing}</strong>}
      {limit !== null && (
        <span class="cards-limit">
          {words.card.limit} {limit}
        </span>
      )}
      <span class="under">
        {card.documentTitle} {card.clause}
      </span>
    </>
  );
}

export function ReplyMark({ card, now }: { readonly card: CardShown; readonly now: string | null }) {
  const { words } = usePage();
  const { reply } = words.card;
  const standing = replyStanding(card, now);
  const due = card.replyDueAt !== null && (
    <span class="under">
      <time dateTime={card.replyDueAt}>{reply.due(deadlineText(card.replyDueAt))}</time>
    </span>
  );
  if (standing === 'not-asked') return <span class="absent">{reply.notAsked}</span>;
  if (standing === 'awaited' && card.replyDueAt !== null)
    return <time dateTime={card.replyDueAt}>{reply.due(deadlineText(card.replyDueAt))}</time>;
  if (standing === 'overdue')
    return (
      <>
        <span class="state tone-late">
          <Mark name="overdue" />
          {reply.overdue}
        </span>
        {due}
      </>
    );
  if (standing === 'not-given') return <span class="absent">{reply.notGiven}</span>;
  return (
    <>
      <span class={standing === 'given-late' ? 'state tone-risk' : 'state'}>
        <Mark name="replied" />
        {standing === 'given-late' ? reply.givenLate : reply.given}
      </span>
      {card.reply !== null && (
        <span class="under">
          <time dateTime={card.reply.at}>{instantText(card.reply.at)}</time>
        </span>
      )}
    </>
  );
}

function Line({ card, now, systemName, ofOneCase }: Omit<Props, 'cards' | 'caption'> & { card: CardShown }) {
  const { words } = usePage();
  const about = [systemName(card.system), card.department || null, card.jurisdiction];
  return (
    <tr>
      <th scope="row" class="cards-rung">
        <CardLink card={card} />
      </th>
      {!ofOneCase && (
        <td class="cards-case">
          <SubjectLink card={card} />
          <span class="under">{about.filter((part) => part).join(' · ')}</span>
        </td>
      )}
      <td>
        <Standing card={card} />
      </td>
      <td data-head={words.card.column.reached}>
        <time dateTime={card.reachedAt}>{instantText(card.reachedAt)}</time>
        {card.raisedLate && (
          <span class="under tone-risk">{words.card.raisedLateAt(instantText(card.raisedAt))}</span>
        )}
      </td>
      <td>
        <StateMark card={card} />
      </td>
      <td data-head={words.card.column.reply}>
        <ReplyMark card={card} now={now} />
      </td>
    </tr>
  );
}

export function CardTable({ cards, caption, ofOneCase = false, ...rest }: Props) {
  const { words } = usePage();
  const { column } = words.card;
  const heads = [
    column.card,
    ...(ofOneCase ? [] : [column.case]),
    column.standing,
    column.reached,
    column.state,
    column.reply,
  ];
  return (
    <table class="cards-table">
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          {heads.map((text) => (
            <th key={text} scope="col">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {cards.map((card) => (
          <Line key={card.cardId} card={card} ofOneCase={ofOneCase} {...rest} />
        ))}
      </tbody>
    </table>
  );
}
