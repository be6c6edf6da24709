// Writes every board in both languages, and the alert rules; run by `npm run boards` after a definition has changed.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writtenFiles } from './written-files.ts';

/** npm runs it in the folder of the package. */
for (const { path, text } of writtenFiles()) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
