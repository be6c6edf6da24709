// The boards and alert rules that are committed are those that the definitions give.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languages } from '../../dashboards/text.ts';
import { writtenFiles } from '../../dashboards/written-files.ts';
import { boardNames } from '../../schemas/board.ts';
import { packageRoot } from '../../services/platform/package-root.ts';

const root = packageRoot();
const files = writtenFiles();

describe('what npm run boards writes', () => {
  it.each(files.map(({ path, text }) => [path, text] as const))('%s is fresh', (path, text) => {
    expect(readFileSync(join(root, path), 'utf8') === text, `${path} is not what its definition gives`).toBe(
      true,
    );
  });

  it.each(languages)('is every board of dashboards/%s, and every board there is', (language) => {
    const names = readdirSync(join(root, 'dashboards', language)).sort();
    expect(names).toEqual(boardNames.map((name) => `${name}.json`).sort());
    const written = files
      .map(({ path }) => path)
      .filter((path) => path.startsWith(`dashboards/${language}/`));
    expect(written.sort()).toEqual(names.map((name) => `dashboards/${language}/${name}`));
  });
});
