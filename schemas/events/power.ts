// The power system's own event types: connections, outages, and maintenance of the distribution network.
import { z } from 'zod';
import { AttributeValue, type EventDefinition, Jurisdiction, type Vocabulary } from './effect.ts';
import { reason } from './every-system.ts';
import { mark, UtilityAttributes, utilityTypes } from './utility.ts';

const customers = z.int().min(0).max(1_000_000_000);
const feeder = z.string().min(1).max(128).describe('the distribution line 配电线路');

const OutageAttributes = z.object({
  feeder,
  cause: z.enum(['planned', 'fault']).describe('计划 or 故障'),
  customersAffected: customers.describe('customers without power 停电用户数'),
  customersServed: customers.describe('all customers of the jurisdiction at the time 总用户数'),
});
const MaintenanceAttributes = z.object({
  feeder,
  liveLine: z.boolean().describe('done without switching off 带电作业'),
});

export const PowerAttributes = UtilityAttributes.extend({
  voltage: z.enum(['high', 'low']).describe('高压 or 低压').optional(),
  capacityKw: z.number().min(0).max(100_000_000).describe('applied capacity of low voltage').optional(),
  capacityKva: z.number().min(0).max(100_000_000).describe('applied capacity of high voltage').optional(),
  ...OutageAttributes.partial().shape,
  ...MaintenanceAttributes.partial().shape,
});

/** A case of its own, which this event opens; the service is always the same. */
const opens = (en: string, zh: string, service: string, attributes: z.ZodObject): EventDefinition => ({
  en,
  zh,
  effect: { does: 'open' },
  data: z.strictObject({
    jurisdiction: Jurisdiction,
    service: z.literal(service).default(service),
    attributes: attributes.catchall(AttributeValue),
  }),
});

const closes = (en: string, zh: string): EventDefinition => ({
  en,
  zh,
  effect: { does: 'close', outcome: 'completed' },
  data: reason,
});

export const power: Vocabulary = {
  system: 'power',
  en: 'power',
  zh: '供电',
  attributes: PowerAttributes,
  category: 'voltage',
  types: {
    ...utilityTypes('power', PowerAttributes),
    'power.site.visited': mark('contact with the customer on site', '现场接触'),
    'power.scheme.replied': mark('supply scheme replied', '答复供电方案'),
    'power.customer-works.begun': {
      en: 'customer-built works begun',
      zh: '用户自建工程开始',
      effect: { does: 'pause', ground: 'customer-built-works' },
      data: reason,
    },
    'power.customer-works.ended': {
      en: 'customer-built works ended',
      zh: '用户自建工程结束',
      effect: { does: 'resume', ground: 'customer-built-works' },
      data: reason,
    },
    'power.external-works.begun': mark('external works begun', '外部工程开工'),
    'power.external-works.ended': mark('external works ended', '外部工程完工'),
    'power.inspection.passed': mark('inspection passed', '检验合格'),
    'power.meter.installed': mark('meter installed', '装表'),
    'power.energised': mark('energised', '接电'),
    'power.outage.begun': opens('outage begun', '停电', 'supply reliability', OutageAttributes),
    'power.outage.restored': closes('supply restored', '恢复供电'),
    // Every job, live or not, is told: the live-line rate needs both.
    'power.maintenance.begun': opens(
      'maintenance job begun',
      '配网作业开始',
      'distribution maintenance',
      MaintenanceAttributes,
    ),
    'power.maintenance.ended': closes('maintenance job ended', '配网作业结束'),
  },
};
