// Office time as a number line: position 12.25 is a quarter through the working day after the twelfth.
import { type Calendar, dayIndexAt, shapeAt } from '../core/calendar.ts';
import { officeMsBefore, sinceMidnightAfter } from '../core/day-shape.ts';

export interface OfficeTime {
  /** Working days passed by an instant, with the share of the day under way; Infinity after the calendar's end. */
  readonly positionAt: (at: number) => number;
  /** The instant of a position, in whole seconds; Infinity after the calendar's last working day. */
  readonly instantAt: (position: number) => number;
}

export const officeTime = (calendar: Calendar): OfficeTime => ({
  positionAt: (at) => {
    const index = dayIndexAt(calendar, at);
    if (index < 0) return Number.POSITIVE_INFINITY;
    const shape = shapeAt(calendar, index);
    const before = calendar.workedBefore[index]!;
    return shape ? before + officeMsBefore(shape, at - calendar.midnight[index]!) / shape.lengthMs : before;
  },
  instantAt: (position) => {
    const index = calendar.workingDays[Math.floor(position)];
    if (index === undefined) return Number.POSITIVE_INFINITY;
    const shape = shapeAt(calendar, index)!;
    const officeMs = Math.max(1000, (position - Math.floor(position)) * shape.lengthMs);
    const at = calendar.midnight[index]! + sinceMidnightAfter(shape, Math.min(officeMs, shape.lengthMs));
    return Math.floor(at / 1000) * 1000;
  },
});
