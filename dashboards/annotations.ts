// Marks on every board: days on which nothing counts, weekends that do, and promises that begin to hold.
import type { Annotation } from './model.ts';
import { IN_SYSTEM } from './sql.ts';
import { inBoth, type Text } from './text.ts';

/** Rest days with the same count of working days before them are one stretch; one without a weekday is a weekend. */
const holidaySql = (word: string): string => `
  SELECT min(midnight) AS time, max(next_midnight) AS timeEnd, '${word}' AS text, 'holiday' AS tags
  FROM calendar_days FINAL
  WHERE calendar = 'cn' AND empty(opens) AND next_midnight >= $__fromTime_ms AND midnight <= $__toTime_ms
  GROUP BY worked_before
  HAVING countIf(toDayOfWeek(day) <= 5) > 0
  ORDER BY time`;

const makeUpSql = (word: string): string => `
  SELECT midnight AS time, next_midnight AS timeEnd, '${word}' AS text, 'makeup' AS tags
  FROM calendar_days FINAL
  WHERE calendar = 'cn' AND notEmpty(opens) AND toDayOfWeek(day) > 5
    AND next_midnight >= $__fromTime_ms AND midnight <= $__toTime_ms
  ORDER BY time`;

const targetSql = (word: string): string => `
  SELECT toDateTime(effective_from, 'Asia/Shanghai') AS time, CAST(NULL, 'Nullable(DateTime)') AS timeEnd,
    concat('${word}', any(document_title), ' (', toString(count()), ')') AS text, 'target' AS tags
  FROM targets
  WHERE measured AND effective_from IS NOT NULL AND $__timeFilter(toDateTime(effective_from, 'Asia/Shanghai'))
    AND ${IN_SYSTEM}
  GROUP BY effective_from, document_id
  ORDER BY time`;

const marking = (name: Text, color: string, word: Text, sql: (word: string) => string): Annotation => ({
  name,
  color,
  sql: inBoth((language) => sql(word[language])),
});

export const holidays = marking(
  { zh: '节假日', en: 'Public holidays' },
  'rgba(242, 73, 92, 0.6)',
  { zh: '节假日，不计工作日', en: 'Public holiday: no working day' },
  holidaySql,
);

export const makeUpDays = marking(
  { zh: '调休上班', en: 'Working weekends' },
  'rgba(255, 152, 48, 0.6)',
  { zh: '调休上班，计工作日', en: 'Working weekend: counts as a working day' },
  makeUpSql,
);

/** For boards with the variable `system`. */
export const targetChanges = marking(
  { zh: '目标施行', en: 'Targets in force' },
  'rgba(184, 119, 217, 0.9)',
  { zh: '开始施行：', en: 'In force: ' },
  targetSql,
);

export const calendarMarks: readonly Annotation[] = [holidays, makeUpDays];
export const allMarks: readonly Annotation[] = [...calendarMarks, targetChanges];
