// Lists the YAML files of a directory in order of name; an empty or missing directory is refused.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../schemas/problem.ts';

export type ListResult =
  | { readonly ok: true; readonly paths: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Paths of the `*.yaml` files; a `.yml` is refused, since it would else be left out unseen. */
export async function listYaml(dir: string): Promise<ListResult> {
  const refuse = (why: string): ListResult => ({
    ok: false,
    problems: [{ code: 'directory-unreadable', message: `${dir}: ${why}`, value: dir }],
  });
  let names: string[];
  try {
    names = await readdir(dir);
  } catch (error) {
    return refuse(`cannot be read: ${(error as { code?: string }).code}`);
  }
  const misnamed = names.find((name) => name.endsWith('.yml'));
  if (misnamed) return refuse(`${misnamed} would not be read; name it ${misnamed.slice(0, -3)}yaml`);
  const paths = names.filter((name) => name.endsWith('.yaml')).sort();
  return paths.length > 0
    ? { ok: true, paths: paths.map((name) => join(dir, name)) }
    : refuse('expected at least one .yaml file, found none');
}
