// Loads the target catalogue: every policy document of a directory, checked one by one and against each other.
import type { Problem } from '../../schemas/problem.ts';
import { type CatalogueTarget, type Document, type Target, TargetFile } from '../../schemas/target.ts';
import type { KnownGap } from '../core/find-overlaps.ts';
import { checkTarget } from './check-target.ts';
import { contentDigest } from './content-digest.ts';
import { listYaml } from './list-yaml.ts';
import { type Locate, type Path, pathText, readYaml } from './read-yaml.ts';

export type TargetsResult =
  | {
      readonly ok: true;
      readonly documents: readonly Document[];
      readonly targets: readonly CatalogueTarget[];
      /** Gaps the documents explain. */
      readonly gaps: readonly KnownGap[];
      /** File, line and column of a target, for mistakes found later. */
      readonly placeOf: (id: string) => string;
      /** Digest of the whole content: the same catalogue has the same version wherever it lies. */
      readonly version: string;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

interface LoadedFile {
  readonly file: TargetFile;
  readonly locate: Locate;
}

/** Documents and targets in order of file name; `calendars` are the calendar ids that targets may name. */
export async function loadTargets(dir: string, calendars: ReadonlySet<string>): Promise<TargetsResult> {
  const list = await listYaml(dir);
  if (!list.ok) return list;
  const results = await Promise.all(list.paths.map((path) => readYaml(path, TargetFile)));
  const files = results.flatMap((result) =>
    result.ok ? [{ file: result.value, locate: result.locate }] : [],
  );
  const problems = [
    ...results.flatMap((result) => (result.ok ? [] : result.problems)),
    ...files.flatMap((loaded) => checkFile(loaded, calendars)),
    ...checkTogether(files, files.length === results.length),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const contents = files.map(({ file }) => file);
  return {
    ok: true,
    documents: contents.map(({ document }) => document),
    targets: contents.flatMap(({ document, targets }) => targets.map((target) => ({ ...target, document }))),
    gaps: contents.flatMap(({ document: { id, jurisdiction }, gaps }) =>
      gaps.map((gap) => ({ ...gap, document: id, jurisdiction })),
    ),
    placeOf: placesOf(files),
    version: contentDigest(contents),
  };
}

function placesOf(files: readonly LoadedFile[]): (id: string) => string {
  const places = new Map<string, () => string>();
  for (const { file, locate } of files)
    file.targets.forEach(({ id }, i) => {
      places.set(id, () => locate(['targets', i, 'id']));
    });
  return (id) => places.get(id)?.() ?? id;
}

const fault = (locate: Locate, path: Path, value: unknown, why: string): Problem => ({
  code: 'bad-target',
  message: `${locate(path)}: ${why}`,
  field: pathText(path),
  value,
});

function checkFile({ file, locate }: LoadedFile, calendars: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  file.targets.forEach((target, i) => {
    checkTarget(target, calendars, (path, value, why) => {
      problems.push(fault(locate, ['targets', i, ...path], value, why));
    });
  });
  return problems;
}

/** Ids that two places use, and superseded targets that no file has; the latter only when every file was read. */
function checkTogether(files: readonly LoadedFile[], complete: boolean): Problem[] {
  const documents = files.map(({ file, locate }) => ({
    id: file.document.id,
    locate,
    path: ['document', 'id'],
  }));
  const targets = files.flatMap(({ file, locate }) =>
    file.targets.map((target, i) => ({ id: target.id, target, locate, path: ['targets', i, 'id'] })),
  );
  const known = new Map(targets.map(({ id, target }) => [id, target]));
  const superseding = targets.flatMap(({ id, target, locate, path }) =>
    target.supersedes.flatMap((old, k) => {
      const at = [...path.slice(0, 2), 'supersedes', k];
      if (old === id) return [fault(locate, at, old, 'a target cannot supersede itself')];
      const before = known.get(old);
      if (before)
        return holdTogether(before, target) ? [fault(locate, at, old, bothHold(before, target))] : [];
      return complete ? [fault(locate, at, old, `no target has the id "${old}"`)] : [];
    }),
  );
  return [...findRepeats(documents), ...findRepeats(targets), ...superseding];
}

/** Whether a target and the one it supersedes are in force on the same day. */
const holdTogether = (before: Target, after: Target): boolean =>
  before.effectiveTo === null || after.effectiveFrom === null || before.effectiveTo >= after.effectiveFrom;

const bothHold = (before: Target, after: Target): string =>
  `overlapping validity: "${before.id}" holds to ${before.effectiveTo ?? 'any day'} and this target from ${after.effectiveFrom ?? 'any day'}; expected an effectiveTo before it`;

type Place = { readonly id: string; readonly locate: Locate; readonly path: Path };

function findRepeats(places: readonly Place[]): Problem[] {
  const first = new Map<string, Place>();
  return places.flatMap((place) => {
    const { id, locate, path } = place;
    const earlier = first.get(id);
    if (earlier !== undefined)
      return [fault(locate, path, id, `"${id}" is already used at ${earlier.locate(earlier.path)}`)];
    first.set(id, place);
    return [];
  });
}
