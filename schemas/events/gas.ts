// The gas system's own event types: connections to the public network.
import type { Vocabulary } from './effect.ts';
import { mark, UtilityAttributes, utilityTypes } from './utility.ts';

export const GasAttributes = UtilityAttributes;

export const gas: Vocabulary = {
  system: 'gas',
  en: 'gas',
  zh: '供气',
  attributes: GasAttributes,
  category: 'customerClass',
  types: {
    ...utilityTypes('gas', GasAttributes),
    'gas.survey.done': mark('site surveyed', '现场踏勘'),
    'gas.design.done': mark('design done', '设计完成'),
    'gas.works.begun': mark('works begun', '施工开始'),
    'gas.works.ended': mark('works ended', '施工完成'),
    'gas.inspection.passed': mark('inspection passed', '验收合格'),
    'gas.ignition.done': mark('gas lit', '通气点火'),
  },
};
