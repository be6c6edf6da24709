// Calendar dates as whole numbers: day 0 is 1970-01-01, without any zone.
export const DAY_MS = 86_400_000;

/** The day number of a Gregorian date, or null when there is no such date. */
export function dayNumber(year: number, month: number, day: number): number | null {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  if (at.getUTCFullYear() !== year || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return null;
  return at.getTime() / DAY_MS;
}

/** The day number of YYYY-MM-DD; the text must be a real date. */
export function dayOfIso(text: string): number {
  const day = dayNumber(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10)));
  if (day === null) throw new RangeError(`${text} is not a date`);
  return day;
}

/** YYYY-MM-DD of a day number. */
export const isoOfDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** ISO weekday, Monday is 1 and Sunday is 7. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** The civil year a day number lies in. */
export const yearOfDay = (day: number): number => new Date(day * DAY_MS).getUTCFullYear();
