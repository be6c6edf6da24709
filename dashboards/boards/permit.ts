// Permits: approvals of construction projects, and the sample log of environmental permits.
import { systemBoard } from './system-board.ts';

export const permitBoard = systemBoard('permit', {
  timed: true,
  note: {
    zh: '随附的样例日志（荷兰某市环境许可）为 2010—2012 年的真实数据，每件自带截止日期、没有限值，默认时间范围内只见其在办存量；将时间范围移到 2011 年即可看到办结情况。',
    en: 'The sample log that comes along (environmental permits of a Dutch municipality) is real data of 2010–2012 whose cases carry a deadline of their own instead of a limit: the default range shows its open cases alone; move the range to 2011 to see what ended.',
  },
});
