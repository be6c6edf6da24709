// Gas: new connections. The documents limit steps, papers, errands and fees, not the time.
import { systemBoard } from './system-board.ts';

export const gasBoard = systemBoard('gas', {
  timed: false,
  note: {
    zh: '用气报装的文件只承诺环节、材料、跑动与费用，未规定办理时限，因此没有按时办结率与超时。',
    en: 'The documents on gas connections promise steps, documents, errands and fees and set no time limit, so there is no on-time share and nothing is overdue.',
  },
});
