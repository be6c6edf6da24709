// What a card says: how late or near it was, whether a reply is awaited, its basis and its instants.
import type { ComponentChildren } from 'preact';
import type { CardDetail } from '../../../schemas/card-answers.ts';
import { TargetLink } from '../components/target-link.tsx';
import { amountText, deadlineText, instantText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { SubjectLink } from './card-links.tsx';
import { cardSentence } from './card-sentence.ts';
import { measuresTime, standingWords } from './card-standing.ts';
import { StateMark } from './card-table.tsx';

interface Props {
  readonly card: CardDetail;
  /** The program's clock; null while it is not known. */
  readonly now: string | null;
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Basis({ card }: { readonly card: CardDetail }) {
  const { words, language } = usePage();
  return (
    <div class="judged">
      <h3>{words.card.basis}</h3>
      {card.limit !== null && (
        <p class="judged-limit">
          {words.card.limit} <strong>{amountText(card.limit, card.unit, language)}</strong>
        </p>
      )}
      <p class="judged-service">{card.service}</p>
      <p class="source">
        {card.documentTitle}
        {card.documentNumber !== null && <span class="source-number">{card.documentNumber}</span>}
        <br />
        <span class="source-clause">
          {words.case.clause} {card.clause}
        </span>
      </p>
      <p class="counted no-print">
        <TargetLink targetId={card.targetId} />
      </p>
    </div>
  );
}

const Due = ({ at }: { readonly at: string }) => <time dateTime={at}>{deadlineText(at)}</time>;

const When = ({ at }: { readonly at: string | null }) =>
  at === null ? <>—</> : <time dateTime={at}>{instantText(at)}</time>;

function Facts({ card }: { readonly card: CardDetail }) {
  const { words, language } = usePage();
  const w = words.card;
  const { deadline, elapsed } = card;
  return (
    <dl class="figures">
      <Fact name={card.caseId === null ? w.group : words.case.heading}>
        <SubjectLink card={card} />
      </Fact>
      <Fact name={w.department}>{card.department || '—'}</Fact>
      <Fact name={words.case.jurisdiction}>{card.jurisdiction || '—'}</Fact>
      <Fact name={measuresTime(card.unit) ? w.elapsed : w.actual}>
        {elapsed === null ? '—' : amountText(elapsed, card.unit, language)}
      </Fact>
      <Fact name={words.list.deadline}>{deadline === null ? '—' : <Due at={deadline} />}</Fact>
      <Fact name={w.reached}>
        <When at={card.reachedAt} />
      </Fact>
      <Fact name={w.raised}>
        <When at={card.raisedAt} /> {card.raisedLate && <span class="tag tag-risk">{w.raisedLate}</span>}
      </Fact>
      <Fact name={w.replyDue}>
        {card.replyDueAt === null ? w.reply.notAsked : <Due at={card.replyDueAt} />}
      </Fact>
      <Fact name={w.channels}>{card.channels.length === 0 ? w.noChannel : card.channels.join(', ')}</Fact>
    </dl>
  );
}

export function CardSummary({ card, now }: Props) {
  const { words, language } = usePage();
  const { text, isOverdue } = cardSentence(card, now, words);
  const standing = standingWords(card, words, language);
  return (
    <section class={`verdict cards-summary cards-summary-${card.rung}`} aria-labelledby="says-heading">
      <h2 id="says-heading" class="verdict-title">
        <span class="hidden">{words.card.says.raisedAt}: </span>
        {standing || words.rung[card.rung]}
        <StateMark card={card} />
      </h2>
      <p class={isOverdue ? 'verdict-detail tone-late' : 'verdict-detail'}>{text}</p>
      {card.turn > 1 && <p class="verdict-detail">{words.card.turn(card.turn)}</p>}
      <div class="verdict-grid">
        <Basis card={card} />
        <Facts card={card} />
      </div>
    </section>
  );
}
