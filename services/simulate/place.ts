// The simulated places: invented speed and quality under the jurisdictions of the documented targets.
// Nothing here is measured: a place's numbers say how its simulation behaves, not how the real place works.

export interface Place {
  readonly jurisdiction: string;
  /** Stands in case ids. */
  readonly code: string;
  /** Share of all cases, as a weight. */
  readonly weight: number;
  /** Share of the limit an ordinary case takes, about the middle of its spread. */
  readonly pace: number;
  /** Cases that take longer than promised. */
  readonly late: number;
  /** Cases closed in the last half day before the limit. */
  readonly heaped: number;
  /** Of the cases that would be late, those made to look punctual. */
  readonly gamed: number;
  /** Applications that come over the network. */
  readonly online: number;
  /** Cases with a visit, paper, step or fee more than promised. */
  readonly burden: number;
  /** Cases worked on paper and entered in bursts later. */
  readonly offline: number;
}

const place = (
  jurisdiction: string,
  code: string,
  weight: number,
  numbers: readonly [
    pace: number,
    late: number,
    heaped: number,
    gamed: number,
    online: number,
    burden: number,
    offline: number,
  ],
): Place => {
  const [pace, late, heaped, gamed, online, burden, offline] = numbers;
  return { jurisdiction, code, weight, pace, late, heaped, gamed, online, burden, offline };
};

export const places: readonly Place[] = [
  place('cn/hubei/ezhou/echeng', 'ECHENG', 26, [0.6, 0.1, 0.08, 0.15, 0.8, 0.12, 0.05]),
  place('cn/hubei/ezhou/gedian', 'GEDIAN', 21, [0.5, 0.05, 0.04, 0.05, 0.88, 0.06, 0.02]),
  place('cn/hubei/xx-city', 'XXCITY', 22, [0.7, 0.16, 0.14, 0.3, 0.65, 0.2, 0.12]),
  place('cn/hubei/jingmen', 'JINGMEN', 5, [0.6, 0.09, 0.06, 0.1, 0.75, 0.1, 0.05]),
  place('cn/hubei/jingzhou', 'JINGZHOU', 3, [0.65, 0.12, 0.08, 0.2, 0.7, 0.15, 0.08]),
  place('cn/hubei/huangshi/xialu', 'XIALU', 3, [0.55, 0.07, 0.05, 0.05, 0.85, 0.08, 0.03]),
  place('cn/henan/anyang', 'ANYANG', 4, [0.75, 0.22, 0.18, 0.35, 0.55, 0.28, 0.2]),
  place('cn/henan/zhengzhou', 'ZHENGZHOU', 3, [0.5, 0.06, 0.05, 0.05, 0.92, 0.06, 0.02]),
  place('cn/jiangxi/jian', 'JIAN', 4, [0.6, 0.11, 0.08, 0.15, 0.75, 0.12, 0.06]),
  place('cn/jiangxi/ganzhou', 'GANZHOU', 4, [0.55, 0.08, 0.06, 0.1, 0.93, 0.09, 0.03]),
  place('cn/jiangxi/yichun', 'YICHUN', 3, [0.68, 0.15, 0.1, 0.2, 0.6, 0.18, 0.1]),
  place('cn/jiangxi/jiujiang/ruichang', 'RUICHANG', 2, [0.7, 0.19, 0.15, 0.3, 0.6, 0.22, 0.15]),
];

export const placeWeights = places.map((one) => [one, one.weight] as const);
