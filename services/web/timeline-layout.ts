// Heights of the timeline's picture in pixels, shared by what draws it and what finds things in it.
export const eventsTop = 40;
export const barHeight = 24;
const firstLane = 100;
const laneHeight = 74;

/** Baseline of a lane's name; its bar begins 8 below. */
export const laneTop = (index: number): number => firstLane + index * laneHeight;
export const pictureHeight = (lanes: number): number => firstLane + lanes * laneHeight - (lanes > 0 ? 6 : 12);

/** The lane at a height: null is the events' own. */
export function laneAt(y: number, lanes: number): number | null {
  if (lanes === 0 || y < firstLane - 16) return null;
  return Math.min(lanes - 1, Math.floor((y - firstLane + 16) / laneHeight));
}
