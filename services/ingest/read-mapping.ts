// Reads a mapping file; every mistake in it is told with file and line.
import { Mapping } from '../../schemas/mapping.ts';
import type { Problem } from '../../schemas/problem.ts';
import { pathText, readYaml } from '../platform/read-yaml.ts';
import { checkMapping } from './check-mapping.ts';

export type MappingResult =
  | { readonly ok: true; readonly mapping: Mapping }
  | { readonly ok: false; readonly problems: Problem[] };

export async function readMapping(path: string): Promise<MappingResult> {
  const read = await readYaml(path, Mapping);
  if (!read.ok) return { ok: false, problems: [...read.problems] };
  const faults = checkMapping(read.value);
  if (faults.length === 0) return { ok: true, mapping: read.value };
  return {
    ok: false,
    problems: faults.map(({ code, path: at, message, ...rest }) => ({
      code,
      message: `${read.locate(at)}: ${message}`,
      field: pathText(at),
      ...rest,
    })),
  };
}
