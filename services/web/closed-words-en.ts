// The words of every closed set, in English: verdicts, indicators, tabs, methods, grounds.
import type { ClockView, Verdict } from '../../schemas/clock.ts';
import type { GroundName } from '../../schemas/events/effect.ts';
import type { IndicatorId } from '../../schemas/indicator.ts';
import type { AsOfKind } from './as-of.ts';
import type { GroupKey, Sort, Tab } from './place.ts';
import type { Theme } from './theme.ts';

const verdict: Record<Verdict, string> = {
  running: 'running',
  paused: 'paused',
  met: 'on time',
  breached: 'past its deadline',
  void: 'void',
  'not-applicable': 'not judged alone',
  'no-target': 'no target',
  unknown: 'cannot be judged',
};
const indicator: Record<IndicatorId, string> = {
  cases: 'Cases',
  ended: 'Ended',
  open: 'Open',
  void: 'Void',
  ended_after_deadline: 'Ended late',
  ended_on_time: 'Ended on time',
  open_overdue: 'Overdue',
  at_risk: 'At risk',
  paused: 'Paused',
  unknown: 'Cannot be judged',
  not_applicable: 'judged as a group',
  no_target: 'No target',
  on_time_share: 'On-time share',
  elapsed_median: 'Median time',
  elapsed_p90: '90th percentile',
};
const indicatorNote: Partial<Record<IndicatorId, string>> = {
  cases: 'in this place',
  ended: 'decided or closed',
  ended_after_deadline: 'ended after the deadline',
  open: 'not yet ended',
  open_overdue: 'open and past the deadline',
  at_risk: 'three quarters of the limit used',
  paused: 'open, clock standing still',
  unknown: 'bad data or outside the calendar',
};
const tab: Record<Tab, string> = {
  overdue: 'Overdue',
  'at-risk': 'At risk',
  open: 'Open',
  late: 'Ended late',
  ended: 'Ended',
  all: 'All',
};
const tabEmpty: Record<Tab, string> = {
  overdue: 'No open case is past its deadline.',
  'at-risk': 'No open case has used three quarters of its limit.',
  open: 'No case is open.',
  late: 'No case ended after its deadline.',
  ended: 'No case has ended.',
  all: 'There are no cases.',
};
const sort: Record<Sort, string> = {
  overdue: 'most overdue',
  deadline: 'deadline',
  started: 'start',
};
const method: Record<ClockView['method'], string> = {
  wd_excl: 'whole working days, the day of the start not counted',
  wd_incl: 'whole working days, the day of the start counted',
  biz_time: 'share of office time',
  biz_hours: 'office hours',
  cal_days: 'calendar days, a last day of rest moves on',
  cal_hours: 'hours around the clock',
  half_days: 'half working days',
  count: 'things counted, not time',
};
const ground: Record<GroundName, string> = {
  correction: 'correction of papers',
  'expert-review': 'expert review',
  hearing: 'hearing',
  tender: 'tender',
  auction: 'auction',
  inspection: 'inspection',
  testing: 'testing',
  quarantine: 'quarantine',
  appraisal: 'appraisal',
  'site-survey': 'site survey',
  'technical-review': 'technical review',
  'public-notice': 'public notice',
  'third-party-consultation': 'third-party consultation',
  'customer-built-works': 'customer-built works',
  'applicant-delay': 'waiting for the applicant',
};
const theme: Record<Theme, string> = { auto: 'Auto', light: 'Light', dark: 'Dark' };
const asOf: Record<AsOfKind, string> = {
  now: 'now',
  latest: 'the latest event',
  chosen: 'a chosen instant',
};
const group: Record<GroupKey, string> = { department: 'Department', channel: 'Channel' };

export const closedEnglish = {
  verdict,
  indicator,
  indicatorNote,
  tab,
  tabEmpty,
  sort,
  method,
  ground,
  theme,
  group,
  asOfKind: asOf,
};
