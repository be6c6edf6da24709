// The cards of one case: the rungs it reached, how they stand, and what of their replies.
import { cardStateNames, rungNames } from './card-names.ts';
import { CHOSEN_CASE } from './chosen-case.ts';
import type { Columns } from './fields.ts';
import type { Panel } from './model.ts';
import { table } from './panels.ts';
import { inBoth } from './text.ts';

const columns: Columns = {
  rung: {
    name: { zh: '牌', en: 'Card' },
    words: rungNames,
    paints: 'background',
    width: 130,
    align: 'center',
    link: {
      title: { zh: '查看与办理（内置页面）', en: 'Read and answer it (built-in page)' },
      url: inBoth(() => `/cards/\${__data.fields.card_id}`),
    },
  },
  card_id: { name: { zh: '牌编号', en: 'Card id' }, hidden: true },
  state: { name: { zh: '状态', en: 'State' }, words: cardStateNames, width: 120 },
  reached_at: { name: { zh: '触发时刻', en: 'Reached' }, unit: 'dateTimeAsIso', width: 165 },
  raised_at: { name: { zh: '亮牌时刻', en: 'Raised' }, unit: 'dateTimeAsIso', width: 165 },
  raised_late: {
    name: { zh: '补亮', en: 'Late' },
    words: { '1': { zh: '是', en: 'yes' }, '0': { zh: '', en: '' } },
    width: 80,
    align: 'center',
  },
  reply_due_at: { name: { zh: '回复期限', en: 'Reply due' }, unit: 'dateTimeAsIso', width: 165 },
  replied_at: { name: { zh: '回复时间', en: 'Replied' }, unit: 'dateTimeAsIso', width: 165 },
  target_id: { name: { zh: '目标编号', en: 'Target' } },
};

export const cardsTable = (id: number, width: number): Panel =>
  table({
    id,
    width,
    title: { zh: '牌', en: 'Cards' },
    description: {
      zh: '办件所亮的预警、黄牌、红牌与升级，为当前状态，先触发者在前。点击牌可在内置页面查看并办理；“补亮”为触发之后才亮出的牌。',
      en: 'Warnings, yellow and red cards and escalations of the case as they stand now, the first reached first. A card leads to where it is read and answered in the built-in page; “late” is one raised after its instant.',
    },
    query: `
      SELECT rung, card_id, state, reached_at, raised_at, toUInt8(JSONExtractBool(facts, 'raisedLate')) AS raised_late,
        reply_due_at, replied_at, target_id
      FROM card_at
      WHERE card_id IN (SELECT card_id FROM card_events WHERE (system, case_id) IN ${CHOSEN_CASE})
      ORDER BY reached_at, indexOf(['warning', 'yellow', 'red', 'escalation'], rung), target_id
      LIMIT 500`,
    columns,
    empty: { zh: '此办件没有牌', en: 'No card was raised for this case' },
  });
