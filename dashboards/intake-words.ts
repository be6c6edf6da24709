// The words of the intake: its doors, why a message was refused, at which step, and what became of it.
import type { Words } from './fields.ts';

export const originNames: Words = {
  kafka: { zh: 'Kafka', en: 'Kafka' },
  http: { zh: 'HTTP', en: 'HTTP' },
  file: { zh: '文件', en: 'file' },
};

/** Of a sample that did not come from Kafka. */
export const topicNames: Words = { '': { zh: '无 Kafka', en: 'no Kafka' } };

export const rejectionNames: Words = {
  'bad-message': { zh: '消息无法读取', en: 'unreadable message' },
  'bad-json': { zh: '不是有效的 JSON', en: 'not valid JSON' },
  'nested-too-deep': { zh: '嵌套过深', en: 'nested too deep' },
  'bad-key': { zh: '消息键与办件不符', en: 'key is not the case' },
  'wrong-topic': { zh: '发错主题', en: 'wrong topic' },
  'bad-envelope': { zh: '信封不合规范', en: 'envelope against the standard' },
  'unknown-type': { zh: '未知事件类型', en: 'unknown event type' },
  'bad-data': { zh: '事件内容有误', en: 'wrong content' },
  'bad-stamp': { zh: '时间无法读取', en: 'unreadable time' },
  'time-in-future': { zh: '时间在将来', en: 'time in the future' },
  'time-too-early': { zh: '时间过早', en: 'time too early' },
  'id-used-twice': { zh: '同一编号用于两个事件', en: 'one id for two events' },
  'not-stored': { zh: '未能入库', en: 'could not be stored' },
};

export const stageNames: Words = {
  decode: { zh: '解码', en: 'decoding' },
  schema: { zh: '格式', en: 'schema' },
  semantic: { zh: '语义', en: 'meaning' },
  insert: { zh: '入库', en: 'storing' },
};

export const rejectionStates: Words = {
  open: [{ zh: '待处理', en: 'open' }, 'orange'],
  replayed: [{ zh: '已重新接入', en: 'replayed' }, 'green'],
  discarded: [{ zh: '已作废', en: 'discarded' }, 'text'],
};
