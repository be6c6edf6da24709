// The heat system's own event types: connections to the district heating network.
import { z } from 'zod';
import type { Vocabulary } from '../../schemas/events/effect.ts';
import { mark, UtilityAttributes, utilityTypes } from '../../schemas/events/utility.ts';

export const HeatAttributes = UtilityAttributes.extend({
  areaSquareMetres: z.number().min(0).describe('heated floor area 供热面积').optional(),
});

export const heat: Vocabulary = {
  system: 'heat',
  en: 'heat',
  zh: '供热',
  attributes: HeatAttributes,
  types: {
    ...utilityTypes('heat', HeatAttributes),
    'heat.works.begun': mark('works begun', '施工开始'),
    'heat.works.ended': mark('works ended', '施工完成'),
    'heat.on': mark('heat on', '供热开通'),
  },
};
