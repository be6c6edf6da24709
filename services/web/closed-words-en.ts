// The words of every closed set, in English: methods, grounds, looks.
import type { ClockView } from '../../schemas/clock.ts';
import type { GroundName } from '../../schemas/events/effect.ts';
import type { AsOfKind } from './as-of.ts';
import type { Theme } from './theme.ts';

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
const attribute: Record<string, string> = { department: 'Department', channel: 'Channel' };

export const closedEnglish = {
  method,
  ground,
  theme,
  attribute,
  asOfKind: asOf,
};
