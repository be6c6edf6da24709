// What water, power and gas share: the attributes of a connection case, what is charged for it, and its approvals.
import { z } from 'zod';
import type { EventDefinition } from './effect.ts';
import { everySystem, money, reason } from './every-system.ts';

const text = z.string().max(2000);
const metres = z.number().min(0).max(1_000_000);

/** All optional: a target covers a case only when the attributes it asks for were told. */
export const UtilityAttributes = z.object({
  customerClass: z.enum(['residential', 'non-residential']).describe('居民 or 非居民').optional(),
  enterpriseSize: z
    .enum(['household', 'self-employed', 'micro', 'small', 'medium', 'large'])
    .describe(
      '划型; household 居民户: a residential customer, who is no enterprise; self-employed 个体工商户',
    )
    .optional(),
  channel: z
    .enum(['counter', 'phone', 'online', 'app', 'platform-push'])
    .describe('how it was applied for; platform-push 工改平台推送: the project approval platform sent it')
    .optional(),
  area: z.enum(['urban', 'rural']).optional(),
  inPark: z.boolean().describe('in an industrial park or development zone 园区').optional(),
  inNetworkArea: z
    .boolean()
    .describe('inside the area the public network covers 公共管网覆盖区域')
    .optional(),
  externalWorks: z
    .boolean()
    .describe('works outside the red line of the site are needed 有外部工程')
    .optional(),
  crossingMetres: metres.describe('length under or over city roads 穿越城市道路').optional(),
  lineMetres: metres.describe('length of the line or pipe to build').optional(),
});

/** Permits that connection works may need. */
export const connectionApprovals = {
  planning: { zh: '规划许可', en: 'planning permit' },
  greening: { zh: '绿化许可', en: 'greening permit' },
  'ancient-trees': { zh: '古树名木迁移许可', en: 'permit to move old and notable trees' },
  'road-administration': { zh: '城市道路路政许可', en: 'city road permit' },
  'road-excavation': { zh: '占掘路许可', en: 'permit to occupy or dig up a road' },
} as const;
type ApprovalKind = keyof typeof connectionApprovals;
const kind = z.enum(Object.keys(connectionApprovals) as [ApprovalKind, ...ApprovalKind[]]);

export const mark = (en: string, zh: string, data: EventDefinition['data'] = reason): EventDefinition => ({
  en,
  zh,
  effect: { does: 'mark' },
  data,
});

/** The event types of every utility: those of every system, and what connection works bring with them. */
export function utilityTypes(system: string, attributes: z.ZodObject): Record<string, EventDefinition> {
  const shared = everySystem(system, attributes);
  const feeCharged = `${system}.fee.charged`;
  return {
    ...shared,
    // Promises of zero fees end at the customer's red line, so what lies inside it must not count.
    [feeCharged]: {
      ...shared[feeCharged]!,
      en: 'charged for the connection up to the red line',
      zh: '收取红线外接入费用',
    },
    [`${system}.own-works.charged`]: mark(
      'charged for works inside the red line or at the customer’s own wish',
      '收取红线内工程或个性化服务费用',
      z.strictObject({ item: text.optional(), yuan: money }),
    ),
    [`${system}.approval.requested`]: mark(
      'approval of connection works requested',
      '申请外线工程审批',
      z.strictObject({ kind, applicant: z.enum(['customer', 'utility']).describe('who has to ask for it') }),
    ),
    [`${system}.approval.granted`]: mark(
      'approval of connection works granted',
      '外线工程审批通过',
      z.strictObject({ kind }),
    ),
  };
}
