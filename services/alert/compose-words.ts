// The words of messages in both languages; what they are filled with comes from the cards.
import { type CardState, cardStates, type MessageKind, type Rung, rungs } from '../../schemas/card.ts';
import type { ChannelSettings } from '../../schemas/channel.ts';
import { eventType, vocabularies } from '../../schemas/events/vocabulary.ts';

export type Language = 'zh' | 'en';
export type MessageLanguage = ChannelSettings['language'];

/** What composing needs besides the message. */
export interface Composing {
  readonly language: MessageLanguage;
  /** Where all cards are listed; null where there is no such page. */
  readonly listUrl: string | null;
  /** The name of a jurisdiction or service in a language; what is not known stays as it is. */
  readonly nameOf: (what: 'jurisdiction' | 'service', id: string, language: Language) => string;
}

export const languagesOf = (language: MessageLanguage): Language[] =>
  language === 'both' ? ['zh', 'en'] : [language];

export const rungWord = (rung: Rung, language: Language): string => rungs[rung][language];
export const stateWord = (state: CardState, language: Language): string => cardStates[state][language];

export const systemWord = (system: string, language: Language): string =>
  vocabularies.find((vocabulary) => vocabulary.system === system)?.[language] ?? system;

export const eventWord = (type: string, language: Language): string =>
  eventType(type)?.definition[language] ?? type;

/** What stands in front of a title: of a raised card its rung, else what happened. */
export const kindWords: Record<Exclude<MessageKind, 'raised'>, Record<Language, string>> = {
  withdrawn: { zh: '撤牌', en: 'Withdrawn' },
  reinstated: { zh: '恢复', en: 'Reinstated' },
  'reply-overdue': { zh: '回复逾期', en: 'Reply overdue' },
  settled: { zh: '销号', en: 'Settled' },
  test: { zh: '测试', en: 'Test' },
};

const zh = {
  markText: (word: string) => word,
  mark: (word: string) => `【${word}】`,
  chatMark: (word: string) => `【${word}】`,
  colon: '：',
  dot: ' · ',
  case: (id: string) => `办件 ${id}`,
  group: (name: string) => `统计组 ${name}`,
  late: (by: string) => `超时 ${by}`,
  lateAtAll: '已超过期限',
  left: (amount: string) => `剩余 ${amount}`,
  usedUp: '时限已用尽',
  figure: (value: string, limit: string) => `实际 ${value}，限值 ${limit}`,
  asOf: (text: string, time: string) => `${text}，截至 ${time}`,
  document: (title: string, number: string | null, clause: string) =>
    `《${title.replace(/^《(.*)》$/, '$1')}》${number === null ? '' : `（${number}）`}${clause}`,
  labels: {
    standing: '进度',
    elapsed: '用时',
    actual: '实际',
    limit: '时限',
    deadline: '期限',
    basis: '依据',
    service: '事项',
    department: '承办单位',
    jurisdiction: '辖区',
    case: '办件',
    card: '牌',
    state: '状态',
    reply: '回复',
  },
  unknownDepartment: '未告知',
  addressee: (department: string) => (department === '' ? '承办单位' : department),
  asksReply: (who: string, until: string) => `请${who}于 ${until} 前签收，并回复原因和预计办结日期。`,
  overdueReply: (who: string, until: string) => `${who}应于 ${until} 前回复，至今未回复。请立即回复。`,
  asksNothing: '此牌无需回复。',
  noLongerAsks: '此牌不再有效，无需回复。',
  raisedLate: (reached: string, raised: string) => `补亮：应于 ${reached} 亮牌，实于 ${raised} 亮牌。`,
  lateShort: '补亮',
  withdrawnByEvent: (event: string, id: string | null, at: string) =>
    `撤牌原因：后到事件“${event}”${id === null ? '' : `（编号 ${id}）`}，${at} 撤牌。`,
  withdrawnByUnknownEvent: (at: string) => `撤牌原因：后到事件，${at} 撤牌。`,
  withdrawnByRules: (at: string) => `撤牌原因：目标时限或工作日历有变更，${at} 撤牌。`,
  withdrawnShort: (event: string | null) => event ?? '时限或日历变更',
  unnamedEvent: '后到事件',
  reinstated: '原撤牌原因不再成立，此牌恢复有效。',
  replied: (by: string, at: string) => `${by}，${at}`,
  expects: (day: string) => `预计 ${day} 办结`,
  testTitle: '通道测试',
  testBody: '收到此消息，说明通道已接通；无需处理。',
  button: { answer: '查看并回复', look: '查看', list: '查看全部' },
  count: (many: number) => `${many} 张`,
  rungCount: (rung: string, many: number) => `${rung} ${many}`,
  raisedCount: (total: string) => `亮牌 ${total}`,
  listTitle: (total: string, parts: string) => `${total}：${parts}`,
  listJoin: '、',
  more: (many: number) => `另有 ${many} 张未列出`,
  footer: '本消息由时限系统自动发出，请勿直接回复。',
};

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

const plural = (many: number, one: string): string => `${many} ${one}${many === 1 ? '' : 's'}`;

const en: typeof zh = {
  markText: capital,
  mark: (word) => `[${capital(word)}] `,
  /** Square brackets begin a link in the markdown of a group. */
  chatMark: (word) => `${capital(word)} · `,
  colon: ': ',
  dot: ' · ',
  case: (id) => `Case ${id}`,
  group: (name) => `Group ${name}`,
  late: (by) => `${by} late`,
  lateAtAll: 'past the deadline',
  left: (amount) => `${amount} left`,
  usedUp: 'the limit is used up',
  figure: (value, limit) => `actual ${value}, limit ${limit}`,
  asOf: (text, time) => `${text}, as of ${time}`,
  document: (title, number, clause) => `${title}${number === null ? '' : ` (${number})`}, ${clause}`,
  labels: {
    standing: 'Standing',
    elapsed: 'Time taken',
    actual: 'Actual',
    limit: 'Limit',
    deadline: 'Deadline',
    basis: 'Basis',
    service: 'Service',
    department: 'Unit in charge',
    jurisdiction: 'Jurisdiction',
    case: 'Case',
    card: 'Card',
    state: 'State',
    reply: 'Reply',
  },
  unknownDepartment: 'not told',
  addressee: (department) => (department === '' ? 'The unit in charge' : department),
  asksReply: (who, until) =>
    `${who}: acknowledge by ${until}, and reply with the reason and the day the case is expected to end.`,
  overdueReply: (who, until) => `${who} was to reply by ${until} and has not. Reply now.`,
  asksNothing: 'No reply is asked for.',
  noLongerAsks: 'This card no longer holds; no reply is needed.',
  raisedLate: (reached, raised) => `Raised late: reached at ${reached}, raised at ${raised}.`,
  lateShort: 'raised late',
  withdrawnByEvent: (event, id, at) =>
    `Withdrawn at ${at} because of an event told later: ${event}${id === null ? '' : ` (${id})`}.`,
  withdrawnByUnknownEvent: (at) => `Withdrawn at ${at} because of an event told later.`,
  withdrawnByRules: (at) => `Withdrawn at ${at} because targets or working calendars changed.`,
  withdrawnShort: (event) => event ?? 'rules changed',
  unnamedEvent: 'event told later',
  reinstated: 'What withdrew this card no longer holds; the card stands again.',
  replied: (by, at) => `${by}, ${at}`,
  expects: (day) => `expected to end on ${day}`,
  testTitle: 'test of the channel',
  testBody: 'The channel works. Nothing needs to be done.',
  button: { answer: 'Reply', look: 'Read', list: 'See all' },
  count: (many) => plural(many, 'card'),
  rungCount: (rung, many) => plural(many, rung),
  raisedCount: (total) => `${total} raised`,
  listTitle: (total, parts) => `${total}: ${parts}`,
  listJoin: ', ',
  more: (many) => `${many} more not listed`,
  footer: 'Sent by Shixian automatically; replies to this message are not read.',
};

export type Words = typeof zh;
export const words: Record<Language, Words> = { zh, en };
