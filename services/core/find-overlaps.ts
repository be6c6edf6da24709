// Overlaps and gaps of a catalogue: cases that two targets of one slot both claim, and cases that none does.
import type { Attributes } from '../../schemas/events/effect.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { ExplainedGap, When } from '../../schemas/target.ts';
import type { CompiledTarget } from './compile-targets.ts';
import { axesOf, boxInWords, freeBoxes } from './condition-space.ts';
import { meets } from './matches.ts';
import { isWithin } from './target-choice.ts';

/** A gap that a document explains, with the document and its jurisdiction. */
export interface KnownGap extends ExplainedGap {
  readonly document: string;
  readonly jurisdiction: string;
}

type Closed = ReadonlyMap<string, readonly Attributes[string][]>;

/** The targets of one slot that hold in one jurisdiction: its own, and those of the areas around it. */
interface Slot {
  readonly jurisdiction: string;
  readonly own: readonly CompiledTarget[];
  readonly wider: readonly CompiledTarget[];
  readonly known: readonly KnownGap[];
}

/** More cells than this are not looked through; a slot of the shipped catalogue has a few hundred. */
const MOST_CELLS = 200_000;

/** Warnings, none of which keeps the catalogue from being used; `closed` tells the fixed values of a system's attributes. */
export function findOverlaps(
  targets: readonly CompiledTarget[],
  known: readonly KnownGap[],
  closed: (system: string) => Closed,
): Problem[] {
  const used = new Set<KnownGap>();
  const found = slotsOf(targets, known).flatMap((slot) => {
    const values = closed(slot.own[0]!.measured.system);
    return [...overlapsOf(slot, values), ...gapsOf(slot, values, used)];
  });
  return [...found, ...known.filter((gap) => !used.has(gap)).map(explainsNothing)];
}

function slotsOf(targets: readonly CompiledTarget[], known: readonly KnownGap[]): Slot[] {
  const bySlot = grouped(targets, ({ measured, slot }) => `${measured.system} ${slot}`);
  return [...bySlot.values()].flatMap((all) =>
    [...grouped(all, ({ jurisdiction }) => jurisdiction)].map(([jurisdiction, own]) => ({
      jurisdiction,
      own,
      wider: all.filter(
        (each) => each.jurisdiction !== jurisdiction && isWithin(jurisdiction, each.jurisdiction),
      ),
      known: known.filter((gap) => gap.jurisdiction === jurisdiction && isOfSlot(gap, own[0]!)),
    })),
  );
}

function grouped(
  targets: readonly CompiledTarget[],
  key: (target: CompiledTarget) => string,
): Map<string, CompiledTarget[]> {
  const groups = new Map<string, CompiledTarget[]>();
  for (const target of targets) groups.set(key(target), [...(groups.get(key(target)) ?? []), target]);
  return groups;
}

const isOfSlot = (gap: KnownGap, { target, measured }: CompiledTarget): boolean =>
  gap.system === measured.system &&
  gap.service === measured.service &&
  gap.metrics.includes(target.metric) &&
  gap.kind === measured.kind &&
  gap.scope === measured.scope;

function overlapsOf({ jurisdiction, own }: Slot, closed: Closed): Problem[] {
  return own.flatMap((a, i) =>
    own.slice(i + 1).flatMap((b) => {
      const shared = areAlternatives(a, b) ? null : commonCase(a, b, closed);
      if (shared === null) return [];
      const ids = [a.target.id, b.target.id];
      const message = `${jurisdiction}: ${ids.join(' and ')} both apply to ${caseInWords(shared)}`;
      return [{ code: 'targets-overlap', message, field: ids[0]!, value: ids }];
    }),
  );
}

/** Whether no clock can be under both, whatever the case is like. */
function areAlternatives(a: CompiledTarget, b: CompiledTarget): boolean {
  if (a.target.supersedes.includes(b.target.id) || b.target.supersedes.includes(a.target.id)) return true;
  return a.lastDay < b.firstDay || b.lastDay < a.firstDay;
}

/** A case that both targets cover, or null; an attribute nobody told is a case too. */
function commonCase(a: CompiledTarget, b: CompiledTarget, closed: Closed): Attributes | null {
  const wanted = [a.measured.when, b.measured.when];
  const excepted = [a.measured.unless ?? {}, b.measured.unless ?? {}];
  const axes = axesOf([...wanted, ...excepted], closed).map(({ name, cells }) => ({
    name,
    samples: [undefined, ...cells.map(({ sample }) => sample)].filter((sample) =>
      wanted.every((when) => when[name] === undefined || isMetBy(when, name, sample)),
    ),
  }));
  const search = (i: number, attributes: Attributes): Attributes | null => {
    if (i === axes.length)
      return [a, b].every((each) => covers(each.measured, attributes)) ? attributes : null;
    const { name, samples } = axes[i]!;
    for (const sample of samples) {
      const hit = search(i + 1, sample === undefined ? attributes : { ...attributes, [name]: sample });
      if (hit !== null) return hit;
    }
    return null;
  };
  return search(0, {});
}

const isMetBy = (when: When, name: string, sample: Attributes[string] | undefined): boolean =>
  sample !== undefined && meets({ [name]: when[name]! }, { [name]: sample });

const covers = (
  { when, unless }: { when: When; unless?: When | undefined },
  attributes: Attributes,
): boolean => meets(when, attributes) && !(unless !== undefined && meets(unless, attributes));

function gapsOf({ jurisdiction, own, wider, known }: Slot, closed: Closed, used: Set<KnownGap>): Problem[] {
  const regions = [...own, ...wider].map(({ measured }) => measured);
  const conditions = [
    ...regions.flatMap(({ when, unless }) => [when, unless ?? {}]),
    ...known.map(({ when }) => when),
  ];
  const axes = axesOf(conditions, closed);
  const { target, measured } = own[0]!;
  const named = `${measured.kind} ${target.metric} target of ${measured.system}${measured.service === undefined ? '' : ` "${measured.service}"`}`;
  const where = { field: own.map((each) => each.target.id).join(' ') };
  if (axes.reduce((product, { cells }) => product * cells.length, 1) > MOST_CELLS)
    return [
      {
        code: 'too-many-conditions',
        message: `${jurisdiction}: gaps of the ${named} were not looked for`,
        ...where,
      },
    ];
  const isFree = (attributes: Attributes): boolean => {
    if (regions.some((region) => covers(region, attributes))) return false;
    const explained = known.filter(({ when }) => meets(when, attributes));
    for (const gap of explained) used.add(gap);
    return explained.length === 0;
  };
  return freeBoxes(axes, isFree).map((box) => ({
    code: 'targets-gap',
    message: `${jurisdiction}: no ${named} covers cases with ${boxInWords(box)}`,
    ...where,
  }));
}

const caseInWords = (attributes: Attributes): string =>
  Object.keys(attributes).length === 0 ? 'every case' : `cases with ${JSON.stringify(attributes)}`;

const explainsNothing = ({ document, jurisdiction, service, metrics }: KnownGap): Problem => ({
  code: 'gap-explained-in-vain',
  message: `${document}: no case in ${jurisdiction} falls into the gap explained for ${metrics.join(', ')}${service === undefined ? '' : ` of "${service}"`}`,
  field: 'gaps',
});
