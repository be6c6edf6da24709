// Power: connections, supply reliability and maintenance of the distribution network.
import { systemBoard } from './system-board.ts';

export const powerBoard = systemBoard('power', {
  timed: true,
  note: {
    zh: '用电报装的多数承诺针对平均用时（按组评判），单个办件不判超时；停电与配网作业以停电时间、次数和带电作业率评判，见承诺表。',
    en: 'Most promises on electricity connections are on averages, so a single case is not judged; outages and maintenance are judged by outage hours, counts and the live-line share, see the table of promises.',
  },
});
