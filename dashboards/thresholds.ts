// When a number is worth a look and when it is bad: said once, for the colours of boards and the alert rules alike.

export interface Threshold {
  /** From here on worth a look: orange. The same as `bad` where there is nothing in between. */
  readonly warn: number;
  /** From here on bad: red, and an alert where there is a rule for it. */
  readonly bad: number;
  /** `above`: worse the larger it is, from the figure itself; `below`: worse the smaller, under the figure. */
  readonly worse: 'above' | 'below';
  /** A unit of Grafana. */
  readonly unit: 'percent' | 's' | 'd' | 'short' | 'none';
  readonly zh: string;
  readonly en: string;
  /** Where the figures come from, in both languages. */
  readonly source: { readonly zh: string; readonly en: string };
}

const own = {
  zh: '文件只承诺逐件办结时限，未规定比率；此值为本系统约定。',
  en: 'Documents promise each case and name no share; the figures are the convention of this system.',
};

export const thresholds = {
  onTimeShare: {
    warn: 98,
    bad: 95,
    worse: 'below',
    unit: 'percent',
    zh: '按时办结率：按时办结 ÷ 可判定的已办结',
    en: 'On-time share: ended on time of all ended cases that can be judged',
    source: own,
  },
  overdueCases: {
    warn: 1,
    bad: 1,
    worse: 'above',
    unit: 'short',
    zh: '在办超时件数：有一件即须处理',
    en: 'Open cases past their deadline: one is enough to act',
    source: {
      zh: '承诺逐件有效，超时一件即为违约。',
      en: 'A promise holds for each case; one past its deadline breaks it.',
    },
  },
  usedShare: {
    warn: 75,
    bad: 100,
    worse: 'above',
    unit: 'percent',
    zh: '已用时限占比：达四分之三为临期，用尽为超时',
    en: 'Share of the limit used: at risk from three quarters on, overdue when it is used up',
    source: {
      zh: '临期的定义见视图 clock_at 的 at_risk。',
      en: 'At risk is defined in the view clock_at, as at_risk.',
    },
  },
  atRiskShare: {
    warn: 20,
    bad: 40,
    worse: 'above',
    unit: 'percent',
    zh: '临期占比：临期 ÷ 在办',
    en: 'At-risk share: open cases that used three quarters of their limit, of all open ones',
    source: own,
  },
  atRiskRise: {
    warn: 25,
    bad: 50,
    worse: 'above',
    unit: 'percent',
    zh: '临期件数较 24 小时前的增幅；增加不足 5 件不计',
    en: 'Rise of the cases at risk over 24 hours ago; none where fewer than 5 were added',
    source: own,
  },
  unknownShare: {
    warn: 1,
    bad: 2,
    worse: 'above',
    unit: 'percent',
    zh: '无法判定占比：数据有误或超出日历范围的办件 ÷ 全部办件',
    en: 'Share of cases that cannot be judged: bad data, or outside the calendar',
    source: own,
  },
  keptShare: {
    warn: 100,
    bad: 80,
    worse: 'below',
    unit: 'percent',
    zh: '达标率：达标目标 ÷ 可判定目标',
    en: 'Kept share: targets that are kept, of those that can be judged',
    source: {
      zh: '文件承诺的每一项都应达标；低于 80% 的红线为本系统约定。',
      en: 'Every promise of a document is to be kept; the red line at 80 % is the convention of this system.',
    },
  },
  rejectedShare: {
    warn: 0.1,
    bad: 1,
    worse: 'above',
    unit: 'percent',
    zh: '拒收率：被拒收的消息 ÷ 全部收到的消息',
    en: 'Rejected share: messages refused, of all that came',
    source: {
      zh: '最近一万条中超过 1% 时，接入会自行停住该分区。',
      en: 'Ingestion stands a partition still above 1 % of its last 10,000 messages.',
    },
  },
  lagSeconds: {
    warn: 60,
    bad: 300,
    worse: 'above',
    unit: 's',
    zh: 'Kafka 积压时长：最早一条未入库消息已等待的秒数',
    en: 'Kafka lag: how long the oldest message that is not stored has waited',
    source: {
      zh: '一分钟无进展即为停滞；超过五分钟告警。',
      en: 'A minute without progress counts as stalled; five minutes are an alert.',
    },
  },
  verdictSeconds: {
    warn: 10,
    bad: 60,
    worse: 'above',
    unit: 's',
    zh: '事件到判定的时延：从收到消息到判定入库',
    en: 'Event to verdict: from a message being told to its verdicts being stored',
    source: {
      zh: '看板每分钟刷新一次，更慢则所见已过时。',
      en: 'Boards refresh each minute; slower than that they show what was.',
    },
  },
  intakeSilence: {
    warn: 120,
    bad: 300,
    worse: 'above',
    unit: 's',
    zh: '接入心跳：距最近一次接入采样的秒数',
    en: 'Heartbeat of the intake: seconds since its last sample',
    source: {
      zh: '接入进程至少每分钟采样一次；五分钟没有采样即视为停止。',
      en: 'A process that takes in writes a sample at least once a minute; after five minutes without one it counts as stopped.',
    },
  },
  quietWorkingDays: {
    warn: 1,
    bad: 2,
    worse: 'above',
    unit: 'd',
    zh: '静默工作日：某系统最近一次事件之后又过的工作日数',
    en: 'Quiet working days: working days begun since the last event of a system was received',
    source: {
      zh: '以工作日计，周末与假期不误报。此值为本系统约定。',
      en: 'Counted in working days, so that weekends and holidays raise nothing. The convention of this system.',
    },
  },
  calendarDaysAhead: {
    warn: 90,
    bad: 60,
    worse: 'below',
    unit: 'd',
    zh: '日历余量：已公布日历还覆盖的天数',
    en: 'Calendar ahead: days for which the calendar is published yet',
    source: {
      zh: '国务院办公厅通常于十一月公布次年安排；余量不足时新办件的截止时间只能暂定。',
      en: 'The notice for the next year usually comes in November; once the calendar runs short, deadlines of new cases are provisional.',
    },
  },
} as const satisfies Record<string, Threshold>;

export type ThresholdName = keyof typeof thresholds;

/** Fewer cases more than a day ago are chance, not a rise. */
export const LEAST_RISE = 5;

/** Days whose ended cases an alert on shares rests on. */
export const SHARE_DAYS = 30;

/** A share of fewer judged cases says nothing; the rule on overdue cases covers each of them. */
export const LEAST_JUDGED = 10;

/** The same for messages: one refused among few is a row to look at, not a flood. */
export const LEAST_MESSAGES = 20;

export interface ThresholdStep {
  readonly color: 'green' | 'orange' | 'red';
  /** A step holds from its value on; the first from minus infinity. */
  readonly value: number | null;
}

/** The colours of a threshold, ascending. */
export function stepsOf({ warn, bad, worse }: Threshold): ThresholdStep[] {
  const colors =
    worse === 'above' ? (['green', 'orange', 'red'] as const) : (['red', 'orange', 'green'] as const);
  const [low, high] = worse === 'above' ? [warn, bad] : [bad, warn];
  const between = low === high ? [] : [{ color: colors[1], value: low }];
  return [{ color: colors[0], value: null }, ...between, { color: colors[2], value: high }];
}

const signs = {
  s: { zh: ' 秒', en: ' s' },
  d: { zh: ' 天', en: ' days' },
  percent: { zh: '%', en: ' %' },
  short: { zh: '', en: '' },
  none: { zh: '', en: '' },
} as const;

/** What the number means, where its colours begin, and why there: the description of a panel that shows it. */
export function explained(threshold: Threshold): { readonly zh: string; readonly en: string } {
  const { warn, bad, worse, unit, zh, en, source } = threshold;
  const amount = (value: number, language: 'zh' | 'en'): string => `${value}${signs[unit][language]}`;
  const edgeZh = (value: number): string => `${worse === 'above' ? '达' : '低于'} ${amount(value, 'zh')}`;
  const edgeEn = (value: number): string =>
    worse === 'above' ? `from ${amount(value, 'en')} on` : `below ${amount(value, 'en')}`;
  const isOne = warn === bad;
  const colorsZh = `${isOne ? '' : `${edgeZh(warn)}为橙色，`}${edgeZh(bad)}为红色`;
  const colorsEn = isOne ? `Red ${edgeEn(bad)}` : `Orange ${edgeEn(warn)}, red ${edgeEn(bad)}`;
  return { zh: `${zh}。${colorsZh}。${source.zh}`, en: `${en}. ${colorsEn}. ${source.en}` };
}
