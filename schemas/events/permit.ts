// The permit system's own event types: approvals of construction projects and other licences.
import { z } from 'zod';
import { Ground, type Vocabulary } from './effect.ts';
import { everySystem } from './every-system.ts';

/** The four stages of a construction project's approval, in order (国办发〔2019〕11号). */
export const permitStages = {
  'land-planning': { zh: '立项用地规划许可', en: 'project and land-use planning' },
  'construction-plan': { zh: '工程建设许可', en: 'construction plan' },
  'construction-permit': { zh: '施工许可', en: 'construction permit' },
  'completion-acceptance': { zh: '竣工验收', en: 'completion acceptance' },
} as const;
const Stage = z.strictObject({
  stage: z.enum(Object.keys(permitStages) as [keyof typeof permitStages, ...(keyof typeof permitStages)[]]),
});

/** Grounds that a special procedure can have; correction has its own events. */
const ProcedureGround = Ground.exclude(['correction', 'customer-built-works']);

export const PermitAttributes = z.object({
  projectKind: z
    .enum([
      'building',
      'general-industrial',
      'small-industrial',
      'small-medium',
      'municipal-linear',
      'renovation',
      'infrastructure',
      'connection-works',
    ])
    .describe(
      'municipal-linear: without a site of its own 非独立占地; renovation: planning conditions unchanged 规划条件不变',
    )
    .optional(),
  investment: z.enum(['government', 'social']).optional(),
  landWithScheme: z.boolean().optional(),
  riskClass: z.enum(['low', 'general', 'high']).optional(),
  floorAreaSquareMetres: z.number().min(0).optional(),
  investmentYuan: z.number().min(0).optional(),
  crossingMetres: z.number().min(0).optional(),
  lineMetres: z.number().min(0).optional(),
  channel: z.string().optional(),
  department: z.string().optional(),
});

const mark = (en: string, zh: string) => ({ en, zh, effect: { does: 'mark' as const }, data: Stage });

export const permit: Vocabulary = {
  system: 'permit',
  en: 'permits',
  zh: '许可审批',
  attributes: PermitAttributes,
  category: 'projectKind',
  types: {
    ...everySystem('permit', PermitAttributes),
    'permit.special-procedure.begun': {
      en: 'special procedure begun',
      zh: '特别程序开始',
      effect: { does: 'pause', ground: 'from-data' },
      data: z.strictObject({ ground: ProcedureGround, daysTold: z.number().min(0).optional() }),
    },
    'permit.special-procedure.ended': {
      en: 'special procedure ended',
      zh: '特别程序结束',
      effect: { does: 'resume', ground: 'from-data' },
      data: z.strictObject({ ground: ProcedureGround }),
    },
    'permit.stage.begun': mark('stage begun', '阶段开始'),
    'permit.stage.ended': mark('stage ended', '阶段结束'),
  },
};
