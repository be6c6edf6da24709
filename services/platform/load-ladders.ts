// Loads the ladders of cards and checks that every default and every target has one it can climb.
import { type Ladder, LaddersFile, type LadderUse, ladderUses, type RungRule } from '../../schemas/ladder.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { CatalogueTarget, Method } from '../../schemas/target.ts';
import { ladderNameOf, ladderUseOf } from '../core/choose-ladder.ts';
import { nearNames } from '../core/near-names.ts';
import { contentDigest } from './content-digest.ts';
import { type Path, pathText, readYaml } from './read-yaml.ts';

export type LaddersResult =
  | {
      readonly ok: true;
      readonly file: LaddersFile;
      /** Digest of the content: the same ladders have the same version wherever they lie. */
      readonly version: string;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Refused as a whole, with file, line and column, when a part is wrong. */
export async function loadLadders(path: string): Promise<LaddersResult> {
  const read = await readYaml(path, LaddersFile);
  if (!read.ok) return read;
  const { value: file, locate } = read;
  const problems: Problem[] = [];
  const refuse = (at: Path, value: unknown, why: string) =>
    problems.push({ code: 'bad-ladder', message: `${locate(at)}: ${why}`, field: pathText(at), value });
  for (const [name, { rungs }] of Object.entries(file.ladders))
    rungs.forEach(({ rung }, i) => {
      if (rungs.findIndex((other) => other.rung === rung) < i)
        refuse(['ladders', name, 'rungs', i, 'rung'], rung, `${rung} stands twice on ladder "${name}"`);
    });
  for (const use of ladderUses) {
    const name = file.defaults[use];
    const ladder = Object.hasOwn(file.ladders, name) ? file.ladders[name]! : null;
    const why = ladder ? whyUnfit(ladder, use, stepOfUse[use]) : noLadder(name, file);
    if (why) refuse(['defaults', use], name, why);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, file, version: contentDigest(file) };
}

function noLadder(name: string, { ladders }: LaddersFile): string {
  const known = Object.keys(ladders);
  const near = nearNames(name, known);
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `known: ${known.join(', ')}`;
  return `unknown ladder "${name}"; ${hint}`;
}

/** Targets whose ladder is unknown, or has a rung that their method cannot count; `placeOf` says where a target stands. */
export function checkTargetLadders(
  targets: readonly CatalogueTarget[],
  file: LaddersFile,
  placeOf: (id: string) => string,
): Problem[] {
  return targets.flatMap((target) => {
    const { measured } = target;
    if (!measured) return [];
    const name = ladderNameOf(target, file);
    const ladder = Object.hasOwn(file.ladders, name) ? file.ladders[name]! : null;
    const use = ladderUseOf(target);
    const step = measured.counts || target.aggregation !== 'each_case' ? 0 : (stepOf[measured.method] ?? 0);
    const why = ladder ? whyUnfit(ladder, use, step) : noLadder(name, file);
    if (why === null) return [];
    const message = `${placeOf(target.id)}: ${why}`;
    return [{ code: 'bad-target', message, field: 'measured.ladder', value: name }];
  });
}

/** The smallest part of a unit that can be counted; 0 for any. */
const stepOf: Partial<Record<Method, number>> = { wd_excl: 1, wd_incl: 1, cal_days: 1, half_days: 0.5 };
const stepOfUse: Record<LadderUse, number> = {
  working_day: 1,
  calendar_day: 1,
  hour: 0,
  half_days: 0.5,
  date: 1,
  counts: 0,
  average: 0,
  share: 0,
};

/** Why targets of a kind cannot use a ladder; null when they can. */
function whyUnfit({ rungs }: Ladder, use: LadderUse, step: number): string | null {
  if (use === 'counts') {
    const other = rungs.find(({ left }) => left !== 0);
    return other ? `what is counted in one case can only pass its limit: ${text(other)} is never told` : null;
  }
  const fraction = rungs.find(({ left, over }) => step > 0 && (left ?? over ?? 0) % step !== 0);
  return fraction ? `${text(fraction)} cannot be counted in steps of ${step}` : null;
}

function text({ rung, used, left, over }: RungRule): string {
  if (used !== undefined) return `${rung} at ${used} % used`;
  return left !== undefined ? `${rung} at ${left} left` : `${rung} at ${over} over`;
}
