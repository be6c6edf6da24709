// The event types that every system has, whatever it serves; a system's own file adds the rest.
import { z } from 'zod';
import { OffsetInstant } from '../envelope.ts';
import { AttributeValue, type EventDefinition, Jurisdiction } from './effect.ts';

const text = z.string().max(2000);
export const reason = z.strictObject({ reason: text.optional() });
export const money = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,2})?$/, 'expected yuan with at most two decimals, such as "120.50"');

/** Builds the shared event types of one system; `attributes` is the system's attribute schema. */
export function everySystem(system: string, attributes: z.ZodObject): Record<string, EventDefinition> {
  const changed = attributes.partial().catchall(AttributeValue);
  return {
    [`${system}.application.received`]: {
      en: 'application received',
      zh: '收件',
      effect: { does: 'open' },
      data: z.strictObject({
        jurisdiction: Jurisdiction,
        service: z.string().max(128).optional(),
        attributes: changed.default({}),
      }),
    },
    [`${system}.application.accepted`]: {
      en: 'application accepted',
      zh: '受理',
      effect: { does: 'mark' },
      data: reason,
    },
    [`${system}.correction.asked`]: {
      en: 'correction of papers asked',
      zh: '要求补正',
      effect: { does: 'pause', ground: 'correction' },
      data: z.strictObject({ items: z.array(text).optional(), reason: text.optional() }),
    },
    [`${system}.correction.received`]: {
      en: 'corrected papers received',
      zh: '补正收讫',
      effect: { does: 'resume', ground: 'correction' },
      data: reason,
    },
    [`${system}.step.done`]: {
      en: 'step done',
      zh: '环节完成',
      effect: { does: 'tally', tally: 'steps' },
      data: z.strictObject({ name: text, performer: text.optional(), group: text.optional() }),
    },
    [`${system}.document.submitted`]: {
      en: 'document submitted',
      zh: '提交材料',
      effect: { does: 'tally', tally: 'materials', amountField: 'count' },
      data: z.strictObject({ name: text, count: z.int().min(1).max(1000).optional() }),
    },
    [`${system}.visit.made`]: {
      en: 'visit made by the applicant',
      zh: '跑动',
      effect: { does: 'tally', tally: 'errands' },
      data: z.strictObject({ place: text.optional() }),
    },
    [`${system}.fee.charged`]: {
      en: 'fee charged',
      zh: '收费',
      effect: { does: 'tally', tally: 'fee', amountField: 'yuan' },
      data: z.strictObject({ item: text.optional(), yuan: money }),
    },
    [`${system}.attributes.changed`]: {
      en: 'attributes changed',
      zh: '信息变更',
      effect: { does: 'attributes' },
      data: z.strictObject({ attributes: changed }),
    },
    [`${system}.extended`]: {
      en: 'time limit extended',
      zh: '延长时限',
      effect: { does: 'extend' },
      data: z.strictObject({
        amount: z.number().positive().max(1000),
        approvedBy: text.optional(),
        reason: text.optional(),
      }),
    },
    [`${system}.completed`]: {
      en: 'completed',
      zh: '办结',
      effect: { does: 'close', outcome: 'completed' },
      data: z.strictObject({ result: text.optional() }),
    },
    [`${system}.rejected`]: {
      en: 'decided against',
      zh: '不予许可',
      effect: { does: 'close', outcome: 'rejected' },
      data: reason,
    },
    [`${system}.withdrawn`]: {
      en: 'withdrawn by the applicant',
      zh: '撤回申请',
      effect: { does: 'close', outcome: 'withdrawn' },
      data: reason,
    },
    [`${system}.reopened`]: {
      en: 'reopened',
      zh: '重新办理',
      effect: { does: 'reopen' },
      data: reason,
    },
    [`${system}.event.corrected`]: {
      en: 'earlier event corrected',
      zh: '更正事件',
      effect: { does: 'correct' },
      data: z.strictObject({
        corrects: z.string().min(1).max(256),
        time: OffsetInstant.optional(),
        data: z.record(z.string(), z.unknown()).optional(),
        reason: text.optional(),
      }),
    },
    [`${system}.event.retracted`]: {
      en: 'earlier event retracted',
      zh: '撤销事件',
      effect: { does: 'retract' },
      data: z.strictObject({ retracts: z.string().min(1).max(256), reason: text.optional() }),
    },
  };
}
