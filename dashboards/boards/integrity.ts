// Can the numbers be trusted? Cases that show a sign of having been worked on, and cases that cannot be judged.
import { calendarMarks } from '../annotations.ts';
import { systemNames } from '../catalogue-words.ts';
import type { Column, Columns } from '../fields.ts';
import { caseLink } from '../links.ts';
import type { Board, Variable } from '../model.ts';
import { barGauge, stat, table, text, timeseries } from '../panels.ts';
import { countedNames, signMeanings, signNames, workedSigns } from '../sign-words.ts';
import { AS_OF, CASES, CHOSEN, weekOf } from '../sql.ts';
import { inBoth, type Language, type Text } from '../text.ts';
import { explained, SHARE_DAYS, stepsOf, thresholds } from '../thresholds.ts';
import { stockChoices } from '../variables.ts';

const nameOf = (sign: string): Text => signNames[sign] as Text;

const signChoice: Variable = {
  kind: 'custom',
  name: 'sign',
  label: { zh: '迹象', en: 'Sign' },
  options: Object.keys(signNames).map((value) => ({ value, text: nameOf(value) })),
  all: true,
};

const IN_SIGN = `$__conditionalAll(sign IN (\${sign:singlequote}), $sign)`;
const SIGNS = `(SELECT * FROM integrity_signs WHERE $__timeFilter_ms(at) AND ${CHOSEN} AND ${IN_SIGN})`;

const heads = [
  stat({
    id: 1,
    width: 6,
    title: { zh: '有迹象的办件', en: 'Cases with a sign' },
    description: {
      zh: '时间范围内出现至少一种迹象的办件数。迹象是复核的理由，不是结论。',
      en: 'Cases that showed at least one sign in the range. A sign is a reason to look, never a finding.',
    },
    query: `SELECT uniqExact(system, case_id) AS cases, count() AS signs FROM ${SIGNS}`,
    decimals: 0,
    paints: 'none',
    columns: {
      cases: { name: { zh: '办件', en: 'Cases' } },
      signs: { name: { zh: '迹象', en: 'Signs' } },
    },
  }),
  barGauge({
    id: 2,
    width: 10,
    title: { zh: '各类迹象', en: 'Signs by kind' },
    description: {
      zh: '时间范围内各类迹象涉及的办件数，多者在前。各类迹象的含义见下方说明。',
      en: 'How many cases showed each sign in the range, the most frequent first. What each means is told below.',
    },
    query: `SELECT sign, count() AS cases FROM ${SIGNS} GROUP BY sign ORDER BY cases DESC, sign`,
    decimals: 0,
    min: 0,
    steps: [{ color: 'blue', value: null }],
    columns: {
      sign: { name: { zh: '迹象', en: 'Sign' }, words: signNames },
    },
  }),
  barGauge({
    id: 3,
    width: 8,
    title: { zh: '无法判定占比', en: 'Share that cannot be judged' },
    description: {
      zh: `${explained(thresholds.unknownShare).zh} 统计在办及近 ${SHARE_DAYS} 天办结的办件。`,
      en: `${explained(thresholds.unknownShare).en} Of cases open or ended within ${SHARE_DAYS} days.`,
    },
    query: `
      SELECT toString(system) AS system, 100 * sum(is_unknown) / count() AS value
      FROM ${CASES}
      WHERE (is_open OR ended_at >= ${AS_OF} - INTERVAL ${SHARE_DAYS} DAY) AND ${CHOSEN}
      GROUP BY system
      ORDER BY system`,
    unit: 'percent',
    decimals: 1,
    min: 0,
    steps: stepsOf(thresholds.unknownShare),
    columns: {
      system: { name: { zh: '系统', en: 'System' }, words: systemNames },
    },
  }),
];

/** A name of a column cannot hold a hyphen without quotes. */
const columnOf = (sign: string): string => sign.replaceAll('-', '_');
const palette = [
  'red',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'dark-red',
  'dark-orange',
  'dark-blue',
];
const signSeries: Columns = {
  ...Object.fromEntries(
    workedSigns.map((sign, i): [string, Column] => [
      columnOf(sign),
      { name: nameOf(sign), color: palette[i % palette.length]! },
    ]),
  ),
  contradicting: { name: { zh: '数据矛盾', en: 'Contradictions' }, color: '#8e8e8e' },
};
const eachSign = [
  ...workedSigns.map((sign) => `countIf(sign = '${sign}') AS ${columnOf(sign)}`),
  `countIf(sign NOT IN (${workedSigns.map((sign) => `'${sign}'`).join(', ')})) AS contradicting`,
].join(', ');

const where = [
  timeseries({
    id: 4,
    width: 12,
    title: { zh: '每周迹象', en: 'Signs by week' },
    description: {
      zh: '每周（周一起）出现的迹象，按类叠加；首尾两周可能不完整。',
      en: 'Signs of each week from Monday on, stacked by kind; the first and the last week may be incomplete.',
    },
    query: [
      {
        sql: `
          SELECT ${weekOf('at')} AS time, ${eachSign}
          FROM ${SIGNS}
          GROUP BY time
          ORDER BY time`,
      },
    ],
    decimals: 0,
    min: 0,
    draw: 'bars',
    stacked: true,
    columns: signSeries,
  }),
  table({
    id: 5,
    width: 12,
    title: { zh: '集中在哪里', en: 'Where they gather' },
    description: {
      zh: '各系统、辖区、承办单位出现迹象的办件数，及其占时间范围末尾时该处全部办件的比例。办件少时比例容易偏高。',
      en: 'Cases with signs by system, place and unit, and their share of all its cases at the end of the range. With few cases a share is easily high.',
    },
    query: `
      SELECT system, jurisdiction, department, sum(signed) AS cases, sum(known) AS of_all,
        100 * sum(signed) / sum(known) AS share
      FROM (
        SELECT toString(system) AS system, toString(jurisdiction) AS jurisdiction, toString(department) AS department,
          uniqExact(case_id) AS signed, 0 AS known
        FROM ${SIGNS}
        GROUP BY system, jurisdiction, department
        UNION ALL
        SELECT toString(system) AS system, toString(jurisdiction) AS jurisdiction, toString(department) AS department,
          0, count()
        FROM ${CASES} WHERE ${CHOSEN}
        GROUP BY system, jurisdiction, department)
      GROUP BY system, jurisdiction, department
      HAVING cases > 0
      ORDER BY share DESC, cases DESC, jurisdiction
      LIMIT 100`,
    columns: {
      system: { name: { zh: '系统', en: 'System' }, words: systemNames, width: 90 },
      jurisdiction: { name: { zh: '辖区', en: 'Jurisdiction' } },
      department: { name: { zh: '承办单位', en: 'Department' } },
      cases: { name: { zh: '有迹象', en: 'With signs' }, width: 90 },
      of_all: { name: { zh: '全部办件', en: 'All cases' }, width: 90 },
      share: { name: { zh: '占比', en: 'Share' }, unit: 'percent', decimals: 1, barTo: 100, width: 140 },
    },
  }),
];

const listed = table({
  id: 6,
  width: 24,
  title: { zh: '逐件清单', en: 'Case by case' },
  description: {
    zh: '每件办件每种迹象一行，最近的在前，最多 1000 行；点办件编号查看其全部事件与计时过程。',
    en: 'One row a case and sign, the latest first, 1000 at most; the case shows all its events and how its clock ran.',
  },
  query: `
    SELECT at, case_id, system, system AS in_system, sign, amount, if(isNull(amount), '', sign) AS counted_in, detail,
      jurisdiction, department, service
    FROM ${SIGNS}
    ORDER BY at DESC, case_id, sign
    LIMIT 1000`,
  columns: {
    at: { name: { zh: '时间', en: 'At' }, unit: 'dateTimeAsIso', width: 165 },
    case_id: { name: { zh: '办件编号', en: 'Case' }, link: caseLink, width: 180 },
    // The code stays as it is for the link.
    system: { name: { zh: '系统代码', en: 'System code' }, hidden: true },
    in_system: { name: { zh: '系统', en: 'System' }, words: systemNames, width: 90 },
    sign: { name: { zh: '迹象', en: 'Sign' }, words: signNames, width: 170 },
    amount: { name: { zh: '程度', en: 'How much' }, decimals: 1, width: 90 },
    counted_in: { name: { zh: '计量', en: 'Counted in' }, words: countedNames, width: 100 },
    detail: { name: { zh: '细节', en: 'Detail' }, width: 260 },
    jurisdiction: { name: { zh: '辖区', en: 'Jurisdiction' }, width: 200 },
    department: { name: { zh: '承办单位', en: 'Department' }, width: 160 },
    service: { name: { zh: '事项', en: 'Service' } },
  },
});

const lead: Text = {
  zh: '迹象是复核的理由，不是结论：多数都有正当原因。先看集中在哪里，再逐件核对原始记录。',
  en: 'A sign is a reason to look, never a finding: most have a good cause. See first where they gather, then compare the records case by case.',
};
const rest: Text = {
  zh: '其余为数据自相矛盾（如结束早于开始、重复办结），请数据来源单位更正。',
  en: 'All others are data that contradict themselves, such as an end before the start; their source has to correct them.',
};
const meaningsIn = (language: Language): string =>
  [
    lead[language],
    '',
    ...Object.entries(signMeanings).map(
      ([sign, means]) =>
        `- **${nameOf(sign)[language]}**${language === 'zh' ? '：' : ': '}${means[language]}`,
    ),
    '',
    rest[language],
  ].join('\n');

const howToRead = text({
  id: 7,
  width: 24,
  title: { zh: '怎么读', en: 'How to read it' },
  description: { zh: '各类迹象的含义。', en: 'What each sign means.' },
  content: inBoth(meaningsIn),
});

export const integrityBoard: Board = {
  name: 'integrity',
  title: { zh: '数据真实性', en: 'Integrity' },
  description: {
    zh: '数字可信吗：迟报、逾期后更正、临期暂停、批量与非工作时间办结等迹象，以及无法判定的办件。',
    en: 'Can the numbers be trusted: cases told late, corrected after the deadline, paused near it, ended in batches or off hours, and cases that cannot be judged.',
  },
  variables: [...stockChoices, signChoice],
  annotations: calendarMarks,
  rows: [
    { id: 20, title: { zh: '迹象', en: 'Signs' }, height: 8, panels: heads },
    { id: 21, title: { zh: '何时何处', en: 'When and where' }, height: 9, panels: where },
    { id: 22, title: { zh: '办件', en: 'Cases' }, height: 12, panels: [listed] },
    { height: 9, panels: [howToRead] },
  ],
};
