// The board of one system: how long its cases take against the documented limits, and which promises it keeps.

import type { BoardName } from '../../schemas/board.ts';
import { vocabularies } from '../../schemas/events/vocabulary.ts';
import { allMarks } from '../annotations.ts';
import { BY_URGENCY, caseList } from '../case-lists.ts';
import { boardUrl, passed } from '../links.ts';
import type { Board } from '../model.ts';
import { table, text } from '../panels.ts';
import { endedTiles, openTiles, rankOpen, rankOverdue, worklistLink } from '../shared-panels.ts';
import { categoriesTable, keptTile, onTimeTile, promisesTable, verdictsChart } from '../system-panels.ts';
import { durationByWeek, elapsedByWeek, flowByWeek } from '../system-series.ts';
import type { Text } from '../text.ts';
import {
  categoryChoice,
  departmentChoice,
  jurisdictionChoice,
  periodChoice,
  systemConstant,
} from '../variables.ts';

export type SystemBoardName = Extract<BoardName, 'power' | 'water' | 'gas' | 'permit'>;

export interface SystemBoardLook {
  /** Whether documents limit the time of its cases; if not, the time they take is shown without a limit. */
  readonly timed: boolean;
  /** What is particular to the system, after what holds for all. */
  readonly note: Text;
}

const urgentTable = table({
  id: 11,
  width: 24,
  title: { zh: '在办最急的 10 件', en: 'The 10 most urgent open cases' },
  description: {
    zh: '在办办件：超时最久者在前，其次为临期、截止最近、收件最早者；点击办件编号查看该办件。',
    en: 'Open cases: the longest overdue first, then those at risk, the nearest deadline, the oldest. The number leads to the case.',
  },
  ...caseList(
    [
      'case_id',
      'situation',
      'jurisdiction',
      'service',
      'category',
      'department',
      'begun_at',
      'deadline',
      'overdue_days',
      'used_share',
      'elapsed',
      'limit_units',
      'unit',
    ],
    { where: 'is_open', order: BY_URGENCY, limit: 10 },
  ),
  empty: { zh: '没有在办办件', en: 'No case is open' },
  link: worklistLink,
});

const guide = (note: Text) =>
  text({
    id: 12,
    width: 24,
    title: { zh: '怎样看', en: 'How to read this' },
    description: { zh: '用时、时限与达标的含义。', en: 'What elapsed, limit and kept mean.' },
    content: {
      zh: `**用时**自文件载明的起点计到办结，按工作日，法定情形暂停；**虚线**为目录中本系统的核心办理时限，随所选辖区变化，目录更新后自动更新。**承诺是否兑现**逐项列出文件条款、限值与最近一期实际值：逐件承诺的实际值为达标办件的比例，其余为该期的平均值或合计。${note.zh}`,
      en: `**Elapsed** runs from the start that the document names to the end, in working days, and stands still on the grounds it allows. **Dashed lines** are the core time limits of this system in the catalogue; they follow the chosen jurisdiction and the catalogue. **Promises** lists clause, limit and the actual of the latest period: for promises on each case the share of cases that kept it, else the average or sum of the period. ${note.en}`,
    },
  });

/** `system` is a code of the vocabulary. */
export function systemBoard(system: SystemBoardName, { timed, note }: SystemBoardLook): Board {
  const { zh, en } = vocabularies.find((each) => each.system === system)!;
  const rank = timed ? rankOverdue : rankOpen;
  const name = { zh, en: en.charAt(0).toUpperCase() + en.slice(1) };
  return {
    name: system,
    title: name,
    description: {
      zh: `${zh}：办理用时与文件时限对照，承诺是否兑现，哪些辖区与类别最慢。`,
      en: `${name.en}: the time cases take against the documented limits, which promises are kept, and where it is slowest.`,
    },
    variables: [systemConstant(system), jurisdictionChoice, departmentChoice, categoryChoice, periodChoice],
    annotations: allMarks,
    rows: [
      {
        height: 5,
        panels: [timed ? onTimeTile(1, 4) : keptTile(1, 4), openTiles(2, 10), endedTiles(3, 10)],
      },
      {
        id: 20,
        title: { zh: '用时与受理、办结', en: 'Time, and what begins and ends' },
        height: 9,
        panels: [timed ? elapsedByWeek(4, 14) : durationByWeek(4, 14), flowByWeek(5, 10)],
      },
      {
        id: 21,
        title: { zh: '承诺是否兑现', en: 'Promises' },
        height: 10,
        panels: [promisesTable(6, 24, boardUrl('targets', passed('system', 'jurisdiction')))],
      },
      {
        id: 22,
        title: { zh: '何处最慢', en: 'Where it is slowest' },
        height: 9,
        panels: [
          categoriesTable(7, 12),
          verdictsChart(8, 12),
          rank.jurisdictions(9, 12),
          rank.departments(10, 12),
        ],
      },
      {
        id: 23,
        title: { zh: '最先要办', en: 'Act on first' },
        height: 9,
        panels: [urgentTable],
      },
      { id: 24, title: { zh: '说明', en: 'Notes' }, height: 6, panels: [guide(note)] },
    ],
  };
}
