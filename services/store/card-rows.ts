// What happened to a card as a row of card_events, and back.
import type { Rung } from '../../schemas/card.ts';
import type { CardEvent, CardFacts, WithdrawalFacts } from '../core/card-life.ts';
import { instantText } from './case-events.ts';

export const cardColumns = [
  'card_id',
  'kind',
  'key',
  'turn',
  'at',
  'rung',
  'system',
  'case_id',
  'group_key',
  'target_id',
  'jurisdiction',
  'department',
  'service',
  'reached_at',
  'deadline',
  'reply_due_at',
  'told_by',
  'channel',
  'facts',
];

/** A row as it is read; instants are epoch milliseconds. */
export interface StoredCardEvent {
  readonly card_id: string;
  readonly kind: CardEvent['kind'];
  readonly key: string;
  readonly turn: number;
  readonly at: number;
  readonly rung: Rung;
  readonly system: string;
  readonly case_id: string;
  readonly group_key: string;
  readonly target_id: string;
  readonly jurisdiction: string;
  readonly department: string;
  readonly service: string;
  readonly reached_at: number | null;
  readonly deadline: number | null;
  readonly reply_due_at: number | null;
  readonly told_by: string;
  readonly channel: string;
  readonly facts: string;
}

const NO_GROUND = ['', '', '', '', '', '', '', '', null, null, null];

export function cardEventRow(event: CardEvent): unknown[] {
  const { by, channel, words } = wordsOf(event);
  return [
    event.cardId,
    event.kind,
    event.key,
    event.turn,
    instantText(event.at),
    ...('facts' in event ? groundOf(event.facts) : NO_GROUND),
    by,
    channel,
    JSON.stringify(words),
  ];
}

const textOrNull = (at: number | null): string | null => (at === null ? null : instantText(at));

const groundOf = (facts: CardFacts): unknown[] => [
  facts.rung,
  facts.system,
  facts.caseId ?? '',
  facts.group ?? '',
  facts.targetId,
  facts.jurisdiction,
  facts.department,
  facts.service,
  instantText(facts.reachedAt),
  textOrNull(facts.deadline),
  textOrNull(facts.replyDueAt),
];

interface Words {
  readonly by: string;
  readonly channel: string;
  readonly words: object;
}

/** What has no column of its own goes into `facts`. */
function wordsOf(event: CardEvent): Words {
  const none = { by: '', channel: '' };
  switch (event.kind) {
    case 'raised':
    case 'reinstated':
      return { ...none, words: restOf(event.facts) };
    case 'withdrawn':
      return { ...none, words: event.withdrawal };
    case 'delivered':
      return { ...none, channel: event.channel, words: {} };
    case 'replied':
      return {
        ...none,
        by: event.by,
        words: { reason: event.reason, expectedFinish: event.expectedFinish },
      };
    case 'reply-overdue':
      return { ...none, words: {} };
    default:
      return { ...none, by: event.by, words: { note: event.note } };
  }
}

type Rest = Pick<
  CardFacts,
  'documentTitle' | 'documentNumber' | 'clause' | 'limit' | 'unit' | 'elapsed' | 'raisedLate' | 'zone'
>;

function restOf(facts: CardFacts): Rest {
  const { documentTitle, documentNumber, clause, limit, unit, elapsed, raisedLate, zone } = facts;
  return { documentTitle, documentNumber, clause, limit, unit, elapsed, raisedLate, zone };
}

export function cardEventOf(row: StoredCardEvent): CardEvent {
  const told = { cardId: row.card_id, key: row.key, turn: row.turn, at: row.at };
  const words = JSON.parse(row.facts);
  switch (row.kind) {
    case 'raised':
    case 'reinstated':
      return { ...told, kind: row.kind, facts: factsOf(row, words) };
    case 'withdrawn':
      return { ...told, kind: row.kind, withdrawal: words as WithdrawalFacts };
    case 'delivered':
      return { ...told, kind: row.kind, channel: row.channel };
    case 'replied':
      return { ...told, kind: row.kind, by: row.told_by, ...(words as ReplyWords) };
    case 'reply-overdue':
      return { ...told, kind: row.kind };
    default:
      return { ...told, kind: row.kind, by: row.told_by, ...(words as { readonly note: string }) };
  }
}

interface ReplyWords {
  readonly reason: string;
  readonly expectedFinish: string | null;
}

const factsOf = (row: StoredCardEvent, rest: Rest): CardFacts => ({
  ...rest,
  rung: row.rung,
  system: row.system,
  caseId: row.case_id === '' ? null : row.case_id,
  group: row.group_key === '' ? null : row.group_key,
  targetId: row.target_id,
  jurisdiction: row.jurisdiction,
  department: row.department,
  service: row.service,
  reachedAt: row.reached_at!,
  deadline: row.deadline,
  replyDueAt: row.reply_due_at,
});
