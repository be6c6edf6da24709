// A card: a rung that a clock, or a group of clocks, reached; it asks for a reply and can be withdrawn with its cause.
import { z } from 'zod';

/** The rungs of a ladder, the mildest first. */
export const rungs = {
  warning: { zh: '预警', en: 'warning' },
  yellow: { zh: '黄牌', en: 'yellow card' },
  red: { zh: '红牌', en: 'red card' },
  escalation: { zh: '升级', en: 'escalation' },
} as const;
export type Rung = keyof typeof rungs;
export const Rung = z.enum(Object.keys(rungs) as [Rung, ...Rung[]]);

/** Where a card stands. From raised or acknowledged it may be replied to; closed, upheld and withdrawn are its ends. */
export const cardStates = {
  raised: { zh: '已亮牌', en: 'raised' },
  acknowledged: { zh: '已签收', en: 'acknowledged' },
  replied: { zh: '已回复', en: 'replied' },
  closed: { zh: '已销号', en: 'closed' },
  upheld: { zh: '已认定', en: 'upheld' },
  withdrawn: { zh: '已撤牌', en: 'withdrawn' },
} as const;
export type CardState = keyof typeof cardStates;
export const CardState = z.enum(Object.keys(cardStates) as [CardState, ...CardState[]]);

const instant = z.iso.datetime({ offset: true }).describe('ISO 8601, with the offset of the calendar’s zone');

/** Why a card no longer holds. */
export const Withdrawal = z.strictObject({
  at: instant,
  cause: z.enum(['event', 'rules']).describe('an event told later, or a change of targets or calendars'),
  eventId: z.string().nullable(),
  eventType: z.string().nullable(),
  detail: z.string(),
});

export const CardReply = z.strictObject({
  at: instant,
  by: z.string().min(1).max(200),
  reason: z.string().min(1).max(2000),
  expectedFinish: z.iso.date().nullable().describe('the day by which the case is expected to end'),
});

/** A card as it leaves the house: API, page, messages. */
export const Card = z.strictObject({
  cardId: z
    .string()
    .describe('the same for ever for one case, target and rung: the idempotency key of every message of it'),
  rung: Rung,
  state: CardState,
  system: z.string(),
  caseId: z.string().nullable().describe('null for a group of cases'),
  group: z.string().nullable().describe('the group and period judged, such as 2026-10; null for one case'),
  targetId: z.string(),
  jurisdiction: z.string(),
  department: z.string().describe('承办单位; empty where it was not told'),
  service: z.string(),
  documentTitle: z.string(),
  documentNumber: z.string().nullable(),
  clause: z.string(),
  limit: z.number().nullable(),
  unit: z.string(),
  elapsed: z.number().nullable().describe('in `unit`, at reachedAt'),
  deadline: instant.nullable(),
  reachedAt: instant.describe('the instant at which the rung was reached'),
  raisedAt: instant,
  raisedLate: z.boolean().describe('raised after its instant: the program was down, or was told late'),
  replyDueAt: instant.nullable().describe('the deadline of the reply; null where none is asked for'),
  reply: CardReply.nullable(),
  withdrawal: Withdrawal.nullable(),
  url: z.string().describe('where a person reads and answers the card'),
});
export type Card = z.infer<typeof Card>;

/** What a message tells of its cards. */
export const messageKinds = {
  raised: { zh: '亮牌', en: 'raised' },
  withdrawn: { zh: '撤牌', en: 'withdrawn' },
  reinstated: { zh: '恢复', en: 'reinstated' },
  'reply-overdue': { zh: '回复逾期', en: 'reply overdue' },
  settled: { zh: '销号', en: 'settled' },
  test: { zh: '测试', en: 'test' },
} as const;
export type MessageKind = keyof typeof messageKinds;

/** One message to one channel: one card, or many that were due together. */
export interface CardMessage {
  /** The idempotency key: the same on every attempt; of one card and kind, or of the list. */
  readonly messageId: string;
  readonly kind: MessageKind;
  readonly cards: readonly Card[];
  /** Epoch milliseconds. */
  readonly at: number;
}

const by = z.string().trim().min(1).max(200).describe('who does it');
const note = z.string().trim().max(2000);

/** 签收: the card was seen. */
export const AcknowledgeQuestion = z.strictObject({ by, note: note.default('') });

/** 回复: why it came so far, and when it is expected to end. */
export const ReplyQuestion = z.strictObject({
  by,
  reason: note.min(1),
  expectedFinish: CardReply.shape.expectedFinish.default(null),
});

/** 销号: the matter is settled. */
export const CloseQuestion = z.strictObject({ by, note: note.default('') });

/** 认定: the card stands against whoever was in charge. */
export const UpholdQuestion = z.strictObject({ by, note: note.min(1).describe('on what ground') });
