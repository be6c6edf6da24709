// Reads the text format of Prometheus strictly: whatever a scraper might refuse or misread is a fault.

export interface Metric {
  readonly type: string;
  readonly help: string;
  readonly samples: Map<string, number>;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"$/;

/** Metrics by name, their samples by `name{label="value"}` as written. Throws at the first fault, naming the line. */
export function readMetrics(text: string): Map<string, Metric> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const metrics = new Map<string, Metric>();
  let current: Family | null = null;
  for (const line of text.split('\n').filter((one) => one !== '')) {
    if (line.startsWith('# HELP ')) current = readHelp(line, metrics);
    else if (line.startsWith('# TYPE ')) readType(line, current, metrics);
    else addSample(line, current);
  }
  for (const [name, metric] of metrics) if (metric.type === 'histogram') checkHistogram(name, metric);
  return metrics;
}

interface Family {
  readonly name: string;
  readonly help: string;
  metric: Metric | null;
}

function readHelp(line: string, metrics: ReadonlyMap<string, Metric>): Family {
  const [, name = '', help = ''] = /^# HELP (\S+) (.*\S.*)$/.exec(line) ?? [];
  if (!NAME.test(name) || metrics.has(name)) throw fault(line);
  return { name, help, metric: null };
}

function readType(line: string, family: Family | null, metrics: Map<string, Metric>): void {
  const [, name = '', type = ''] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
  if (family?.name !== name || family.metric) throw fault(line);
  family.metric = { type, help: family.help, samples: new Map() };
  metrics.set(name, family.metric);
}

const fault = (line: string): Error => new Error(`not the text format of Prometheus: ${line}`);

function addSample(line: string, of: Family | null): void {
  if (!of?.metric) throw fault(line);
  const { type, samples } = of.metric;
  const [, name = '', labels, text = ''] = SAMPLE.exec(line) ?? [];
  const allowed =
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => of.name + end) : [of.name];
  const isLabelled =
    labels === undefined || labels.split(/,(?=[a-zA-Z_]+=")/).every((one) => LABEL.test(one));
  const key = labels === undefined ? name : `${name}{${labels}}`;
  const value = Number(text);
  if (!allowed.includes(name) || !isLabelled || !Number.isFinite(value) || samples.has(key))
    throw fault(line);
  if (type !== 'gauge' && value < 0) throw fault(line);
  samples.set(key, value);
}

/** Buckets grow, and the last holds as many as the count. */
function checkHistogram(name: string, { samples }: Metric): void {
  const series = new Map<string, number>();
  for (const [key, value] of samples) {
    const bucket = /_bucket\{le="([^"]+)",?(.*)\}$/.exec(key);
    if (!bucket) continue;
    const [, bound = '', labels = ''] = bucket;
    if (value < (series.get(labels) ?? 0)) throw fault(`${key} ${value} is less than the bucket before`);
    series.set(labels, value);
    const count = samples.get(`${name}_count${labels ? `{${labels}}` : ''}`);
    if (bound === '+Inf' && count !== value) throw fault(`${key} ${value} is not the count ${count}`);
  }
}

/** The samples of a metric by what stands between the braces. */
export function samplesOf(text: string, metric: string): Record<string, number> {
  const found = readMetrics(text).get(metric);
  if (!found) throw new Error(`no metric ${metric}`);
  return Object.fromEntries(
    [...found.samples].map(([key, value]) => [key.replace(/^[^{]*\{?/, '').replace(/\}$/, ''), value]),
  );
}
