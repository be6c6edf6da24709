// What Grafana raises an alert for. Each rule asks for one row an entity, always, with one number, and compares that
// with the red line of the boards; so an alert ends by itself once the number is well again.

import type { BoardName } from '../schemas/board.ts';
import { calendarRules } from './alert-rules/calendar.ts';
import { caseRules } from './alert-rules/cases.ts';
import { intakeRules } from './alert-rules/intake.ts';
import type { ThresholdName } from './thresholds.ts';

export interface AlertText {
  readonly title: string;
  /** One sentence with the number, as a template of Grafana. */
  readonly summary: string;
  /** What it means and what to do first. */
  readonly description: string;
}

/** How often the rules of a group are asked. */
export const alertGroups = { intake: '1m', cases: '10m', calendar: '1h' } as const;
export type AlertGroup = keyof typeof alertGroups;

export interface AlertRule {
  /** Follows `shixian-` in the uid. */
  readonly name: string;
  readonly group: AlertGroup;
  /** Red breaks through the silence of nights and weekends, yellow waits for office hours. */
  readonly severity: 'red' | 'yellow';
  readonly threshold: ThresholdName;
  /** The panel that shows the same number with the same line. */
  readonly panel: { readonly board: BoardName; readonly id: number };
  /** No macro and no variable: an alert rule knows neither boards nor ranges. */
  readonly sql: string;
  /** How long the number must stay bad. */
  readonly lasting: string;
  readonly noDataState: 'Alerting' | 'NoData' | 'OK';
  readonly execErrState: 'Error' | 'Alerting';
  readonly zh: AlertText;
  readonly en: AlertText;
}

export const alertRules: readonly AlertRule[] = [...intakeRules, ...caseRules, ...calendarRules];
