// What an event does to a case, as data: the fold in services/core reads this and nothing else about a type.
import { z } from 'zod';

/** Why a clock may stand still. Each target lists the grounds that stop its clock; others do not. */
export const grounds = {
  correction: { zh: '补正', en: 'correction of papers' },
  'expert-review': { zh: '专家评审', en: 'expert review' },
  hearing: { zh: '听证', en: 'hearing' },
  tender: { zh: '招标', en: 'tender' },
  auction: { zh: '拍卖', en: 'auction' },
  inspection: { zh: '检验', en: 'inspection' },
  testing: { zh: '检测', en: 'testing' },
  quarantine: { zh: '检疫', en: 'quarantine' },
  appraisal: { zh: '鉴定', en: 'appraisal' },
  'site-survey': { zh: '现场勘验', en: 'site survey' },
  'technical-review': { zh: '技术审查', en: 'technical review' },
  'public-notice': { zh: '公示', en: 'public notice' },
  'third-party-consultation': { zh: '征求第三方意见', en: 'third-party consultation' },
  'customer-built-works': { zh: '用户自建工程', en: 'customer-built works' },
  'applicant-delay': { zh: '申请人原因', en: 'waiting for the applicant' },
} as const;
export const Ground = z.enum(Object.keys(grounds) as [GroundName, ...GroundName[]]);
export type GroundName = keyof typeof grounds;

export const tallies = ['steps', 'materials', 'errands', 'fee'] as const;
export type Tally = (typeof tallies)[number];

export const outcomes = ['completed', 'rejected', 'withdrawn'] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * - `open` begins the case and gives its attributes
 * - `mark` is a milestone: targets may start or stop at it by type
 * - `pause` / `resume` begin and end a ground; `ground` is fixed, or read from `data.ground`
 * - `tally` adds to a count; the amount is read from `data[amountField]`, else 1 (fee: fen)
 * - `attributes` changes attributes from its instant on
 * - `extend` lengthens the limit by `data.amount` of the target's own unit
 * - `close` ends the case, `reopen` undoes the last close
 * - `correct` replaces time and data of an earlier event, `retract` removes one
 */
export type Effect =
  | { readonly does: 'open' }
  | { readonly does: 'mark' }
  | { readonly does: 'pause' | 'resume'; readonly ground: GroundName | 'from-data' }
  | { readonly does: 'tally'; readonly tally: Tally; readonly amountField?: string }
  | { readonly does: 'attributes' }
  | { readonly does: 'extend' }
  | { readonly does: 'close'; readonly outcome: Outcome }
  | { readonly does: 'reopen' }
  | { readonly does: 'correct' }
  | { readonly does: 'retract' };

/** One event type of a system: its names, what it does, and the shape of its data. */
export interface EventDefinition {
  readonly en: string;
  readonly zh: string;
  readonly effect: Effect;
  readonly data: z.ZodType<Record<string, unknown>>;
}

/** A system's whole vocabulary, by full event type. */
export interface Vocabulary {
  readonly system: string;
  readonly en: string;
  readonly zh: string;
  /** The attributes its targets choose by; a source may tell others besides. */
  readonly attributes: z.ZodObject;
  /** The attribute by which boards sort its cases into categories; without it they have none. */
  readonly category?: string;
  readonly types: Readonly<Record<string, EventDefinition>>;
}

/** Attribute values are scalars; targets choose by them and indicators group by them. */
export const AttributeValue = z.union([z.string().max(512), z.number(), z.boolean()]);
export const Attributes = z.record(z.string().min(1).max(64), AttributeValue);
export type Attributes = z.infer<typeof Attributes>;

/** A jurisdiction is a path from the country down, such as cn/hubei/ezhou/echeng. */
export const Jurisdiction = z
  .string()
  .max(128)
  .regex(/^[a-z]{2}(\/[a-z0-9-]+)*$/, 'expected a path such as cn/hubei/ezhou');
