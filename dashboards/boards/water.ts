// Water: new connections.
import { systemBoard } from './system-board.ts';

export const waterBoard = systemBoard('water', {
  timed: true,
  note: {
    zh: '环节、材料、跑动与费用等承诺逐件判定，见承诺表。',
    en: 'Promises on steps, documents, errands and fees are judged for each case, see the table of promises.',
  },
});
