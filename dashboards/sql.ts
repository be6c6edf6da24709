// The pieces of SQL that boards share: which cases, at which instant, of which period, in which place.
import { registerOf, vocabularies } from '../schemas/events/vocabulary.ts';

/** The instant a board tells of: the end of its range, or now where that is to come. */
export const AS_OF = 'least(now64(3), $__toTime_ms)';

/** Every case that had begun, as it stood; stock is its open cases. */
export const CASES = `case_at(as_of = ${AS_OF})`;
/** Every case measured against every target that applies. */
export const CLOCKS = `clock_at(as_of = ${AS_OF})`;

/** The instant by which a case belongs to a period: its end, or its beginning. */
export const PERIOD_AT = `if(\${period:singlequote} = 'begun', begun_at, ended_at)`;
/** Flow: the cases of the range. */
export const IN_PERIOD = `$__timeFilter_ms(${PERIOD_AT})`;

export const IN_SYSTEM = `$__conditionalAll(system IN (\${system:singlequote}), $system)`;
/** A jurisdiction means it and everything in it. */
export const IN_JURISDICTION = `$__conditionalAll(arrayExists(place -> startsWith(concat(jurisdiction, '/'), concat(place, '/')), [\${jurisdiction:singlequote}]), $jurisdiction)`;
export const IN_DEPARTMENT = `$__conditionalAll(department IN (\${department:singlequote}), $department)`;
export const IN_CATEGORY = `$__conditionalAll(category IN (\${category:singlequote}), $category)`;
/** Of targets: those of a chosen place, of what it contains, and of what contains it, which hold there too. */
export const TARGET_IN_JURISDICTION = `$__conditionalAll(arrayExists(place -> startsWith(concat(jurisdiction, '/'), concat(place, '/')) OR startsWith(concat(place, '/'), concat(jurisdiction, '/')), [\${jurisdiction:singlequote}]), $jurisdiction)`;
/** All choices of a board that lists cases. */
export const CHOSEN = [IN_SYSTEM, IN_JURISDICTION, IN_DEPARTMENT, IN_CATEGORY].join(' AND ');

/** Of rows of cases: ended on time of all ended that can be judged, in percent; null when there are none. */
export const ON_TIME_SHARE = '100 * sum(ended_on_time) / nullIf(sum(ended_on_time) + sum(ended_late), 0)';

/** The beginning of the local day of an instant. */
export const dayOf = (instant: string): string => `toStartOfDay(${instant}, 'Asia/Shanghai')`;
/** The Monday that begins the local week of an instant, as an instant. */
export const weekOf = (instant: string): string =>
  `toDateTime(toStartOfWeek(${instant}, 1, 'Asia/Shanghai'), 'Asia/Shanghai')`;

/** Of all cases asked for, those of the range alone. */
export const sumInPeriod = (flag: string): string => `sumIf(${flag}, ${IN_PERIOD})`;
export const ON_TIME_SHARE_IN_PERIOD = `100 * ${sumInPeriod('ended_on_time')} / nullIf(${sumInPeriod('ended_on_time')} + ${sumInPeriod('ended_late')}, 0)`;

/** Median and 90th percentile of ended cases, in the unit of their clocks, working days; null when there are none. */
const quantile = (level: number): string =>
  `quantileExactInclusiveOrNullIf(${level})(elapsed, is_ended AND unit = 'working_day')`;
export const ELAPSED_MEDIAN = quantile(0.5);
export const ELAPSED_P90 = quantile(0.9);

/** Each local day of the range up to now, as the instant it begins. */
export const EACH_DAY = `
  arrayJoin(arrayMap(
    i -> addDays(${dayOf('$__fromTime_ms')}, i),
    range(toUInt32(1 + greatest(0, dateDiff('day', $__fromTime_ms, ${AS_OF}, 'Asia/Shanghai'))))))`;

/** Fills the weeks of the range in which nothing happened; the query is in order of `time`. */
export const EACH_WEEK = `WITH FILL FROM ${weekOf('$__fromTime_ms')} TO toDateTime(${AS_OF}, 'Asia/Shanghai') STEP INTERVAL 1 WEEK`;

const { systems } = registerOf(vocabularies);
/** One row a system, also of one without cases: without it a system that is well would have no data. */
export const EVERY_SYSTEM = `(SELECT arrayJoin([${systems.map((system) => `'${system}'`).join(', ')}]) AS system)`;
