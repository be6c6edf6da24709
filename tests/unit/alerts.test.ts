// What Grafana is provisioned with: alert rules that are fresh, well-formed and tied to the boards, and receivers,
// silences and folders that exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { alertRules } from '../../dashboards/alerts.ts';
import { renderAlerts } from '../../dashboards/render-alerts.ts';
import { thresholds } from '../../dashboards/thresholds.ts';
import { packageRoot } from '../../services/platform/package-root.ts';

const read = (path: string): string => readFileSync(join(packageRoot(), path), 'utf8');
const provisioning = 'infra/grafana/provisioning';
const RULES = `${provisioning}/alerting/rules.yaml`;

type Expression = {
  refId: string;
  datasourceUid: string;
  relativeTimeRange?: { from: number; to: number };
  model: {
    refId: string;
    rawSql?: string;
    format?: number;
    type?: string;
    expression?: string;
    conditions?: { evaluator: { type: string; params: number[] } }[];
  };
};

interface Rule {
  uid: string;
  title: string;
  condition: string;
  for: string;
  noDataState: string;
  execErrState: string;
  dashboardUid: string;
  panelId: number;
  annotations: Record<string, string>;
  labels: Record<string, string>;
  data: Expression[];
}

interface Route {
  receiver: string;
  object_matchers?: string[][];
  mute_time_intervals?: string[];
  continue?: boolean;
  routes?: Route[];
}

interface Alerting {
  apiVersion: number;
  groups?: { orgId: number; name: string; folder: string; interval: string; rules: Rule[] }[];
  contactPoints?: { name: string; receivers: { uid: string; type: string; settings: object }[] }[];
  policies?: Route[];
  muteTimes?: { name: string; time_intervals: object[] }[];
}

interface Panel {
  id: number;
  type: string;
  title: string;
  targets?: object[];
  fieldConfig?: object;
}

const alertingFiles = readdirSync(join(packageRoot(), provisioning, 'alerting'));
const alertingTexts = alertingFiles.map((file) => read(`${provisioning}/alerting/${file}`));
const alerting = alertingTexts.map((text) => parse(text) as Alerting);
const groups = (parse(read(RULES)) as Alerting).groups!;
const rules = groups.flatMap((group) => group.rules);
const contactPoints = alerting.flatMap((file) => file.contactPoints ?? []);
const policies = alerting.flatMap((file) => file.policies ?? []);
const muteTimes = alerting.flatMap((file) => file.muteTimes ?? []);
const eachRule = rules.map((rule) => [rule.uid, rule] as const);

const boards = readdirSync(join(packageRoot(), 'dashboards/zh')).map(
  (file) => JSON.parse(read(`dashboards/zh/${file}`)) as { uid: string; panels: Panel[] },
);
const panelOf = ({ dashboardUid, panelId }: Rule): Panel | undefined =>
  boards.find(({ uid }) => uid === dashboardUid)?.panels.find(({ id }) => id === panelId);

const grafana = (
  parse(read('docker-compose.yml'), { merge: true }) as {
    services: Record<string, { environment: Record<string, string>; volumes: string[] }>;
  }
).services['grafana']!;

interface Step {
  color: string;
  value: number | null;
}

/** Every set of steps a panel has, of its columns too. */
function stepsIn(node: unknown): Step[][] {
  if (node === null || typeof node !== 'object') return [];
  const own = 'steps' in node ? [node.steps as Step[]] : [];
  return [...own, ...Object.values(node).flatMap(stepsIn)];
}

/** Whether the steps become red at the figure, on its bad side. */
function turnsRed(steps: readonly Step[], worse: 'above' | 'below', figure: number): boolean {
  const at = steps.findIndex(({ value }) => value === figure);
  if (at < 1) return false;
  return (worse === 'above' ? steps[at] : steps[at - 1])!.color === 'red';
}

/** Every text with the keys that lead to it. */
function textsIn(node: unknown, path: readonly string[] = []): { path: readonly string[]; text: string }[] {
  if (typeof node === 'string') return [{ path, text: node }];
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) => textsIn(value, [...path, key]));
}

describe('the file of alert rules', () => {
  it('is what the definitions give; if not: npm run boards', () => {
    expect(read(RULES)).toBe(renderAlerts());
  });

  it('is read as version 1, with each rule in a group asked at a whole number of ten seconds', () => {
    for (const { apiVersion } of alerting) expect(apiVersion).toBe(1);
    expect(rules).toHaveLength(alertRules.length);
    for (const { orgId, interval } of groups) {
      expect(orgId).toBe(1);
      expect(interval).toMatch(/^(\d+0s|\d+m|\d+h)$/);
    }
  });
});

describe('each alert rule', () => {
  it('has a uid of its own within 40 characters, and a title of its own in its folder', () => {
    const uids = rules.map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(uids.length);
    for (const uid of uids) expect(uid).toMatch(/^[a-z0-9-]{1,40}$/);
    const titles = groups.flatMap(({ folder, rules: inside }) =>
      inside.map(({ title }) => `${folder}/${title}`),
    );
    expect(new Set(titles).size).toBe(titles.length);
  });

  it.each(eachRule)('%s says what no data and a failed query mean', (_, rule) => {
    expect(['NoData', 'Alerting', 'OK', 'KeepLast']).toContain(rule.noDataState);
    expect(['Error', 'Alerting', 'OK', 'KeepLast']).toContain(rule.execErrState);
    expect(rule.for).toMatch(/^\d+[smh]$/);
  });

  it.each(eachRule)('%s asks the store for a table and compares it once', (_, rule) => {
    const [query, comparison] = rule.data as [Expression, Expression];
    expect(rule.data).toHaveLength(2);
    expect(query.model).toMatchObject({ refId: query.refId, format: 1 });
    expect(query.relativeTimeRange!.from).toBeGreaterThan(query.relativeTimeRange!.to);
    const { datasources } = parse(read(`${provisioning}/datasources/clickhouse.yaml`)) as {
      datasources: { uid: string }[];
    };
    expect(datasources.map(({ uid }) => uid)).toContain(query.datasourceUid);
    expect(comparison.datasourceUid).toBe('__expr__');
    expect(comparison.model).toMatchObject({ type: 'threshold', expression: query.refId });
    expect(comparison.model.conditions).toHaveLength(1);
    expect(rule.condition).toBe(comparison.refId);
  });

  it.each(eachRule)('%s leads to a panel that turns red at the same figure', (_, rule) => {
    const panel = panelOf(rule);
    expect(panel?.targets?.length).toBeGreaterThan(0);
    expect(rule.annotations['__dashboardUid__']).toBe(rule.dashboardUid);
    expect(rule.annotations['__panelId__']).toBe(String(rule.panelId));
    const { type, params } = rule.data[1]!.model.conditions![0]!.evaluator;
    const worse = { gte: 'above', lt: 'below' }[type] as 'above' | 'below';
    const definition = alertRules.find(({ name }) => `shixian-${name}` === rule.uid)!;
    expect(params).toEqual([thresholds[definition.threshold].bad]);
    expect(stepsIn(panel!.fieldConfig).some((steps) => turnsRed(steps, worse, params[0]!))).toBe(true);
  });

  it.each(eachRule)('%s is told in Chinese and in English, by names its query gives', (_, rule) => {
    const { summary, summary_en, description, description_en } = rule.annotations;
    for (const text of [summary, description]) expect(text).toMatch(/\p{Script=Han}/u);
    for (const text of [summary_en, description_en]) {
      expect(text).toMatch(/[a-z]{3}/);
      expect(text).not.toMatch(/\p{Script=Han}/u);
    }
    const texts = Object.values(rule.annotations).join('\n');
    for (const [, label] of texts.matchAll(/\$labels\.(\w+)/g))
      expect(rule.data[0]!.model.rawSql).toMatch(new RegExp(`\\b${label}\\b`));
    for (const [, refId] of texts.matchAll(/\$values\.(\w+)/g)) expect(refId).toBe('A');
    expect(texts.match(/\{\{/g)?.length ?? 0).toBe(texts.match(/\}\}/g)?.length ?? 0);
  });

  it.each(eachRule)('%s uses no macro and no variable, which alert rules do not have', (_, rule) => {
    expect(rule.data[0]!.model.rawSql).not.toContain('$');
  });
});

describe('what Grafana reads as variables of its environment', () => {
  const allowed = ['SHIXIAN_ALERT_WEBHOOK_URL', 'SHIXIAN_ALERT_EMAIL'];
  const isRaw = (path: readonly string[]): boolean => path.includes('annotations') || path.includes('model');

  it('is only the addresses, and compose gives them', () => {
    const named = alerting.flatMap((file) =>
      textsIn(file).filter(({ path, text }) => text.includes('$') && !isRaw(path)),
    );
    expect(named.map(({ text }) => text).sort()).toEqual(allowed.map((name) => `$${name}`).sort());
    for (const name of allowed) expect(grafana.environment).toHaveProperty(name);
  });

  it('is nothing in annotations, where newer versions read ${NAME}', () => {
    const texts = rules.flatMap(({ annotations }) => Object.values(annotations));
    expect(texts.filter((text) => text.includes('${'))).toEqual([]);
  });
});

describe('receivers, routes and silences', () => {
  const tree = policies[0]!;
  const all = (route: Route): Route[] => [route, ...(route.routes ?? []).flatMap(all)];
  const routes = policies.flatMap(all);

  it('hold no address and no secret: those come from the environment', () => {
    const settings = contactPoints.flatMap(({ receivers }) =>
      receivers.flatMap((one) => textsIn(one.settings)),
    );
    expect(settings.length).toBeGreaterThan(1);
    for (const { text } of settings) expect(text).toMatch(/^(\$SHIXIAN_ALERT_\w+|POST)$/);
  });

  it('are one tree whose every receiver and silence exists', () => {
    expect(policies).toHaveLength(1);
    const names = contactPoints.map(({ name }) => name);
    expect(routes.filter(({ receiver }) => !names.includes(receiver))).toEqual([]);
    const silences = muteTimes.map(({ name }) => name);
    expect(routes.flatMap((route) => route.mute_time_intervals ?? []).sort()).toEqual(silences.sort());
    const uids = contactPoints.flatMap(({ receivers }) => receivers.map(({ uid }) => uid));
    expect(new Set(uids).size).toBe(uids.length);
  });

  /** The mail routes an alert of this severity comes to. */
  const mailRoutes = (severity: string): Route[] =>
    tree.routes!.filter(
      ({ receiver, object_matchers }) =>
        receiver === 'shixian-mail' &&
        object_matchers!.every(([label, sign, value]) => {
          expect(sign).toBe('=');
          return value === ({ severity, team: 'shixian' } as Record<string, string>)[label!];
        }),
    );

  it('let red break through nights and weekends, and yellow wait', () => {
    expect(mailRoutes('red')).toHaveLength(1);
    expect(mailRoutes('red')[0]!.mute_time_intervals ?? []).toEqual([]);
    expect(mailRoutes('yellow')).toHaveLength(1);
    expect(mailRoutes('yellow')[0]!.mute_time_intervals).toEqual(['nights', 'weekends']);
    for (const { labels } of rules) expect(['red', 'yellow']).toContain(labels['severity']);
  });

  it('tell programs before people: the routes before them go on', () => {
    const [first] = tree.routes!;
    expect(first).toMatchObject({ receiver: 'shixian-webhook', continue: true });
  });

  it('are silent in Chinese time', () => {
    for (const { time_intervals } of muteTimes)
      expect(time_intervals.map((one) => (one as { location: string }).location)).toEqual(['Asia/Shanghai']);
  });
});

describe('the folders of boards', () => {
  const { providers } = parse(read(`${provisioning}/dashboards/shixian.yaml`)) as {
    providers: {
      name: string;
      folder: string;
      folderUid: string;
      allowUiUpdates: boolean;
      options: { path: string };
    }[];
  };

  it('are read from where compose mounts them', () => {
    const mounts = grafana.volumes.map((volume) => volume.split(':'));
    for (const { options } of providers) {
      const [source, , mode] = mounts.find(([, target]) => target === options.path) ?? [];
      expect(mode).toBe('ro');
      expect(existsSync(join(packageRoot(), source!))).toBe(true);
    }
    expect(providers.map(({ folder, options }) => [folder, options.path.split('/').at(-1)])).toEqual([
      ['时限', 'zh'],
      ['Shixian', 'en'],
    ]);
  });

  it('have names of their own, apart from that of the alert rules, which would take it first', () => {
    const titles = [...providers.map(({ folder }) => folder), ...new Set(groups.map(({ folder }) => folder))];
    expect(new Set(titles).size).toBe(titles.length);
    expect(new Set(providers.map(({ folderUid }) => folderUid)).size).toBe(providers.length);
    expect(providers.every(({ allowUiUpdates }) => !allowUiUpdates)).toBe(true);
  });

  it('hold the board that Grafana opens with', () => {
    const home = grafana.environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']!;
    expect(existsSync(join(packageRoot(), home.replace('/etc/grafana/', '')))).toBe(true);
  });
});

it('no file misspells dashboardUid as Grafana also would take it', () => {
  expect(alertingTexts.join()).not.toContain('dasboardUid');
});
