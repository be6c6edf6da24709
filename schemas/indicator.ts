// Indicators and case lists as they leave the house: API, CSV and page share these shapes.
import { z } from 'zod';
import { Verdict } from './clock.ts';

/** One number over many cases, with its unit, how many it rests on, and what was left out. */
export const IndicatorRow = z.strictObject({
  indicator: z.string(),
  group: z.record(z.string(), z.string()),
  value: z.number().nullable(),
  unit: z.string(),
  n: z.int().describe('cases the value rests on'),
});
export type IndicatorRow = z.infer<typeof IndicatorRow>;

/** Every indicator, its unit and what it counts; ids are stable. */
export const indicators = {
  cases: { unit: 'count', zh: '办件总数', en: 'cases' },
  ended: { unit: 'count', zh: '已办结', en: 'ended' },
  open: { unit: 'count', zh: '在办', en: 'open' },
  void: { unit: 'count', zh: '作废', en: 'void (withdrawn or retracted)' },
  ended_after_deadline: { unit: 'count', zh: '超时办结', en: 'ended after the deadline' },
  ended_on_time: { unit: 'count', zh: '按时办结', en: 'ended on time' },
  open_overdue: { unit: 'count', zh: '在办超时', en: 'open and overdue' },
  at_risk: { unit: 'count', zh: '临期', en: 'open, three quarters or more of the limit used' },
  paused: { unit: 'count', zh: '暂停计时', en: 'open, clock paused' },
  unknown: { unit: 'count', zh: '无法判定', en: 'cannot be judged (bad data or outside the calendar)' },
  not_applicable: { unit: 'count', zh: '按组评判或未开始', en: 'judged as a group, or not started' },
  no_target: { unit: 'count', zh: '无适用时限', en: 'no documented target applies' },
  on_time_share: { unit: 'percent', zh: '按时办结率', en: 'on-time share of ended cases that can be judged' },
  elapsed_median: { unit: 'working_day', zh: '用时中位数', en: 'median elapsed time of ended cases' },
  elapsed_p90: { unit: 'working_day', zh: '用时 P90', en: '90th percentile of elapsed time, ended cases' },
} as const;
export type IndicatorId = keyof typeof indicators;

/** One line of a case list. Instants are ISO 8601 with the offset of the case's calendar zone. */
export const CaseRow = z.strictObject({
  caseId: z.string(),
  system: z.string(),
  jurisdiction: z.string(),
  service: z.string(),
  department: z.string(),
  channel: z.string(),
  targetId: z.string().nullable(),
  clause: z.string().nullable(),
  verdict: Verdict,
  open: z.boolean(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  deadline: z.string().nullable(),
  elapsed: z.number().nullable(),
  unit: z.string().nullable(),
  limit: z.number().nullable(),
  overdueSeconds: z
    .int()
    .nullable()
    .describe('stop, or the as-of instant while open, less deadline; null when not past it'),
  problems: z.array(z.string()),
});
export type CaseRow = z.infer<typeof CaseRow>;

export const CasePage = z.strictObject({
  asOf: z.string(),
  total: z.int(),
  cases: z.array(CaseRow),
  next: z.string().nullable().describe('cursor of the next page'),
});
export type CasePage = z.infer<typeof CasePage>;

export const Status = z.strictObject({
  version: z.string(),
  now: z.string(),
  latestEventAt: z.string().nullable().describe('occurred-at of the newest stored event'),
  events: z.int(),
  cases: z.int(),
  rejected: z.int(),
  systems: z.array(
    z.strictObject({
      system: z.string(),
      zh: z.string(),
      en: z.string(),
      cases: z.int(),
      places: z
        .array(
          z.strictObject({
            jurisdiction: z.string(),
            cases: z.int(),
            simulated: z.int(),
            latestEventAt: z.string().describe('occurred-at of the newest event of its cases'),
          }),
        )
        .describe('jurisdictions with cases, and how many of those are simulated'),
    }),
  ),
  catalogueVersion: z.string(),
});
export type Status = z.infer<typeof Status>;
