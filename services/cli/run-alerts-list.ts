// `shixian alerts list`: the cards that are kept, the latest raised first.

import { cardStates, rungs } from '../../schemas/card.ts';
import type { CardPage, CardShown } from '../../schemas/card-answers.ts';
import { type Door, openDoor } from './open-door.ts';
import { textTable } from './text-table.ts';

export interface AlertsListOptions {
  readonly data: string;
  readonly state: string;
  readonly system?: string;
  readonly within?: string;
  readonly department?: string;
  readonly rung?: string;
  readonly case?: string;
  readonly limit?: number;
  readonly format: 'table' | 'json';
}

const SHOWN = 50;
/** Most cards the API gives at once. */
const PAGE = 500;

export async function runAlertsList({
  data,
  format,
  limit = SHOWN,
  case: caseId,
  ...filter
}: AlertsListOptions): Promise<void> {
  const door = await openDoor(data);
  try {
    const page = await readPages(door, { ...filter, caseId }, limit);
    process.stdout.write(format === 'json' ? `${JSON.stringify(page, null, 2)}\n` : `${listText(page)}\n`);
  } finally {
    await door.close();
  }
}

async function readPages(
  door: Door,
  filter: Readonly<Record<string, string | undefined>>,
  limit: number,
): Promise<CardPage> {
  const read = async (left: number, cursor?: string): Promise<CardPage> =>
    JSON.parse(await door.get('/v1/cards', { ...filter, limit: String(Math.min(left, PAGE)), cursor }));
  let page = await read(limit);
  while (page.next !== null && page.cards.length < limit) {
    const more = await read(limit - page.cards.length, page.next);
    page = { ...page, cards: [...page.cards, ...more.cards], next: more.next };
  }
  return page;
}

function listText({ total, states, cards }: CardPage): string {
  if (total === 0) return 'no card matches';
  const counts = states.map(({ state, n }) => `${n} ${cardStates[state].en} ${cardStates[state].zh}`);
  const table = textTable(
    [
      'raised',
      'rung 牌',
      'state 状态',
      'system',
      'case or group',
      'unit in charge 承办单位',
      'target',
      'deadline',
      'reply by',
      'card',
    ],
    cards.map(cellsOf),
  );
  const more = total - cards.length;
  const rest = more > 0 ? [`… and ${more} more; --limit shows more`] : [];
  return [`${total} cards; ${counts.join(', ')}`, table, ...rest].join('\n\n');
}

const cellsOf = (card: CardShown): string[] => [
  `${card.raisedAt}${card.raisedLate ? ' late 补亮' : ''}`,
  `${rungs[card.rung].en} ${rungs[card.rung].zh}`,
  `${cardStates[card.state].en} ${cardStates[card.state].zh}`,
  card.system,
  card.caseId ?? card.group ?? '',
  card.department,
  card.targetId,
  card.deadline ?? '—',
  card.replyDueAt ?? '—',
  card.cardId,
];
