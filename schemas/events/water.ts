// The water system's own event types: connections to the public network.
import { z } from 'zod';
import type { Vocabulary } from './effect.ts';
import { mark, UtilityAttributes, utilityTypes } from './utility.ts';

export const WaterAttributes = UtilityAttributes.extend({
  simpleConnection: z
    .boolean()
    .describe('the external line is simple and needs no approval 外线接入不复杂、无需行政审批')
    .optional(),
});

export const water: Vocabulary = {
  system: 'water',
  en: 'water',
  zh: '供水',
  attributes: WaterAttributes,
  category: 'customerClass',
  types: {
    ...utilityTypes('water', WaterAttributes),
    'water.survey.done': mark('site surveyed', '现场踏勘'),
    'water.external-works.begun': mark('external works begun', '外线工程开工'),
    'water.external-works.ended': mark('external works ended', '外线工程完工'),
    'water.meter.installed': mark('meter installed', '装表'),
    'water.on': mark('water on', '通水'),
  },
};
