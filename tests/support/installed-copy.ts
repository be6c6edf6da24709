// A copy of the installed program whose schemas a test may damage.
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../services/platform/package-root.ts';

/** The copy's root. Packages are linked; all that the program reads as its own is copied. */
export function copyProgram(folder: string): string {
  const root = join(folder, 'program');
  for (const part of ['dist', 'schemas', 'dashboards', 'infra/samples', 'package.json'])
    cpSync(join(packageRoot(), part), join(root, part), { recursive: true });
  symlinkSync(join(packageRoot(), 'node_modules'), join(root, 'node_modules'));
  return root;
}

/** Replaces the first occurrence of a text and gives the number of its line. */
export function damage(path: string, good: string, bad: string): number {
  const text = readFileSync(path, 'utf8');
  const at = text.indexOf(good);
  if (at < 0) throw new Error(`${path} does not hold ${good}`);
  writeFileSync(path, text.slice(0, at) + bad + text.slice(at + good.length));
  return text.slice(0, at).split('\n').length;
}
