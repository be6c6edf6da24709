// What connections of every utility have beside their own milestones: approvals of works, steps, fees, changes, pauses.
import type { Customer } from './customer.ts';
import { type Draft, tell } from './draft.ts';
import type { Pause, Timeline } from './timeline.ts';

const papers = ['报装申请表', '产权证明', '用地规划许可', '主体身份证明', '设计图纸'];
const approvals = ['planning', 'greening', 'ancient-trees', 'road-administration', 'road-excavation'];

export const papersOf = (count: number): string[] => papers.slice(0, count);

/** Steps of the customer, spread over the case. */
export function tellSteps(draft: Draft, { at }: Timeline, names: readonly string[], count: number): void {
  for (let i = 0; i < count; i++)
    tell(draft, at((0.9 * i) / count), 'step.done', { name: names[i % names.length] });
}

/** Approvals of the works outside, asked for by the utility and seldom by the customer. */
export function tellApprovals(draft: Draft, { externalWorks }: Customer, { at }: Timeline): void {
  const { random, place } = draft;
  if (!externalWorks || !random.chance(0.6)) return;
  const applicant = random.chance(place.burden * 0.6) ? 'customer' : 'utility';
  const first = random.whole(0, approvals.length - 1);
  for (let i = 0, n = random.whole(1, 3); i < n; i++) {
    const kind = approvals[(first + i) % approvals.length];
    tell(draft, at(0.2), 'approval.requested', { kind, applicant });
    tell(draft, at(random.between(0.25, 0.5)), 'approval.granted', { kind });
  }
}

/** `free`: nothing may be charged up to the red line, and seldom is. */
export function tellFees(draft: Draft, { at }: Timeline, free: boolean): void {
  const { random, place } = draft;
  const charged = random.chance(free ? place.burden * 0.4 : 0.75);
  const yuan = (low: number, high: number) => `${random.whole(low, high) * 10}.00`;
  if (charged) tell(draft, at(0.3), 'fee.charged', { item: '外线工程费', yuan: yuan(20, 3000) });
  if (random.chance(0.2))
    tell(draft, at(0.6), 'own-works.charged', { item: '红线内工程', yuan: yuan(10, 800) });
}

/** The works grow while the case is under way. */
export function tellChange(draft: Draft, { lineMetres }: Customer, { at }: Timeline): void {
  const { random } = draft;
  if (!random.chance(0.04)) return;
  const attributes = { lineMetres: lineMetres + random.whole(1, 20) * 10 };
  tell(draft, at(random.between(0.15, 0.5)), 'attributes.changed', { attributes });
}

/** The only pause a case of water or gas can be gamed with: papers found wanting at the last moment. */
export const latePause = ({ random }: Draft, share: number | null): Pause[] =>
  share === null
    ? []
    : [
        {
          share,
          days: random.between(1, 5),
          begins: 'correction.asked',
          ends: 'correction.received',
          data: { items: ['竣工图'], reason: '材料待补' },
        },
      ];
