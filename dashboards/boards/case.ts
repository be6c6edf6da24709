// One case: how it stands, by which clause, and what happened to it.
import { holidays, makeUpDays } from '../annotations.ts';
import { cardsTable } from '../case-cards.ts';
import { clockLanes, clocksTable, eventsTable, factsTable } from '../case-panels.ts';
import { deadlineTiles, timeTiles, verdictTile } from '../case-tiles.ts';
import type { Board, Variable } from '../model.ts';
import { systemChoice } from '../variables.ts';

const caseNumber: Variable = { kind: 'textbox', name: 'case', label: { zh: '办件编号', en: 'Case' } };

export const caseBoard: Board = {
  name: 'case',
  title: { zh: '办件', en: 'Case' },
  description: {
    zh: '一件办件：判定、用时与时限、各计时的状态、所据文件与条款、所亮的牌、全部事件。未填办件编号时显示超时最久的一件。',
    en: 'One case: its verdict, time and limit, its clocks over time, the documents and clauses they rest on, its cards, and every event. While no number is given, the case longest overdue.',
  },
  variables: [systemChoice, caseNumber],
  annotations: [holidays, makeUpDays],
  rows: [
    { height: 5, panels: [verdictTile(1, 4), timeTiles(2, 12), deadlineTiles(3, 8)] },
    { height: 4, panels: [factsTable(4, 24)] },
    {
      id: 20,
      title: { zh: '计时', en: 'Clocks' },
      height: 8,
      panels: [clockLanes(5, 24), clocksTable(6, 24)],
    },
    { id: 22, title: { zh: '牌', en: 'Cards' }, height: 7, panels: [cardsTable(8, 24)] },
    { id: 21, title: { zh: '事件', en: 'Events' }, height: 12, panels: [eventsTable(7, 24)] },
  ],
};
