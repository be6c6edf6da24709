// Alert rules as Grafana's provisioning reads them. Pure: definitions to text.
import { stringify } from 'yaml';
import { type AlertGroup, type AlertRule, alertGroups, alertRules } from './alerts.ts';
import { uidOf } from './links.ts';
import { datasource, plainSql, pluginVersion } from './model.ts';
import { thresholds } from './thresholds.ts';

/** A folder of their own: rules are provisioned before boards, and would make theirs without its uid. */
export const ALERT_FOLDER = '时限告警';

/** Seconds; the queries name their own ranges. */
const relativeTimeRange = { from: 3600, to: 0 };

const queryOf = (rule: AlertRule) => ({
  refId: 'A',
  datasourceUid: datasource.uid,
  relativeTimeRange,
  model: {
    refId: 'A',
    datasource,
    editorType: 'sql',
    pluginVersion,
    format: 1,
    queryType: 'table',
    // Else it is one second.
    intervalMs: 60_000,
    maxDataPoints: 43_200,
    rawSql: plainSql(rule.sql),
  },
});

function comparisonOf({ threshold }: AlertRule) {
  const { bad, worse } = thresholds[threshold];
  return {
    refId: 'C',
    datasourceUid: '__expr__',
    model: {
      refId: 'C',
      type: 'threshold',
      datasource: { type: '__expr__', uid: '__expr__' },
      expression: 'A',
      conditions: [{ evaluator: { type: worse === 'above' ? 'gte' : 'lt', params: [bad] } }],
    },
  };
}

/** Title and texts in both languages: an alert is told once, whoever reads it. */
function ruleOf(rule: AlertRule) {
  const dashboardUid = uidOf(rule.panel.board, 'zh');
  return {
    uid: `shixian-${rule.name}`,
    title: `${rule.zh.title} ${rule.en.title}`,
    condition: 'C',
    for: rule.lasting,
    noDataState: rule.noDataState,
    execErrState: rule.execErrState,
    isPaused: false,
    dashboardUid,
    panelId: rule.panel.id,
    annotations: {
      summary: rule.zh.summary,
      summary_en: rule.en.summary,
      description: rule.zh.description,
      description_en: rule.en.description,
      __dashboardUid__: dashboardUid,
      __panelId__: String(rule.panel.id),
    },
    labels: { severity: rule.severity, team: 'shixian' },
    data: [queryOf(rule), comparisonOf(rule)],
  };
}

const groupOf = (group: AlertGroup) => ({
  orgId: 1,
  name: `shixian-${group}`,
  folder: ALERT_FOLDER,
  interval: alertGroups[group],
  rules: alertRules.filter((rule) => rule.group === group).map(ruleOf),
});

const HEAD = `# Written by \`npm run boards\` from dashboards/alerts.ts; edit there.
`;

/** The whole of infra/grafana/provisioning/alerting/rules.yaml. */
export function renderAlerts(): string {
  const groups = (Object.keys(alertGroups) as AlertGroup[]).map(groupOf);
  return (
    HEAD +
    stringify(
      { apiVersion: 1, groups },
      { lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false },
    )
  );
}
