// The house's import arrows: each folder may use only those below it. Offenders are named.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../services/platform/package-root.ts';

const root = packageRoot();

/** What each folder may import, besides itself. `shell` folders build things and may use everything. */
const arrows: Record<string, { folders: readonly string[]; packages: readonly string[] | 'any' }> = {
  schemas: { folders: [], packages: ['zod'] },
  'services/core': { folders: ['schemas'], packages: [] },
  'services/store': {
    folders: ['schemas', 'services/core'],
    packages: ['node:crypto', 'node:fs/promises', 'node:path', 'node:zlib'],
  },
  'services/platform': { folders: ['schemas', 'services/core', 'services/store'], packages: 'any' },
  'services/evaluate': { folders: ['schemas', 'services/core', 'services/store'], packages: [] },
  'services/ingest': {
    folders: ['schemas', 'services/core', 'services/store', 'services/platform'],
    packages: 'any',
  },
  'services/simulate': {
    folders: ['schemas', 'services/core'],
    packages: [
      'pure-rand/generator/xoroshiro128plus',
      'pure-rand/types/JumpableRandomGenerator',
      'node:events',
      'node:stream',
      'node:timers/promises',
    ],
  },
  'services/boards': {
    folders: ['schemas', 'services/core', 'services/store'],
    packages: ['node:fs/promises', 'node:path', 'zod'],
  },
  'services/query': {
    folders: ['schemas', 'services/core', 'services/store', 'services/platform'],
    packages: 'any',
  },
  'services/alert': {
    folders: ['schemas', 'services/core', 'services/store', 'services/platform'],
    packages: 'any',
  },
  'services/api': {
    folders: ['schemas', 'services/core', 'services/store', 'services/boards'],
    packages: 'any',
  },
  'services/web': {
    folders: ['schemas'],
    packages: [
      'preact',
      'preact/hooks',
      'vite',
      'node:url',
      'marked',
      'echarts/core',
      'echarts/charts',
      'echarts/components',
      'echarts/renderers',
      'echarts/types/dist/shared',
    ],
  },
  dashboards: {
    folders: ['schemas'],
    packages: ['yaml', 'node:fs/promises', 'node:path', 'node:url', 'zod'],
  },
};

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file));

const imports = (file: string): string[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /^(?:(?:import|export)\b[^'\n]*|\}) from '([^']+)'|^import '([^']+)'|\bimport\(\s*'([^']+)'/gm,
    ),
  ].map((match) => match.slice(1).find((name) => name !== undefined)!);

const isWithin = (file: string, folder: string): boolean => file === folder || file.startsWith(`${folder}/`);

function offence(file: string, folder: string, imported: string): string | null {
  const { folders, packages } = arrows[folder]!;
  if (!imported.startsWith('.')) {
    return packages === 'any' || packages.includes(imported) ? null : `${file} imports ${imported}`;
  }
  if (imported.endsWith('.css')) return null;
  const target = relative(root, resolve(root, file, '..', imported));
  return [folder, ...folders].some((allowed) => isWithin(target, allowed))
    ? null
    : `${file} imports ${target}`;
}

describe('import arrows', () => {
  for (const folder of Object.keys(arrows)) {
    it(`${folder} uses only what lies below it`, () => {
      const files = sources(folder);
      expect(files.length).toBeGreaterThan(0);
      const offences = files.flatMap((file) =>
        imports(file).map((imported) => offence(file, folder, imported)),
      );
      expect(offences.filter((found) => found !== null)).toEqual([]);
    });
  }

  it('every folder of services is under a rule or builds things', () => {
    const folders = readdirSync(join(root, 'services'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `services/${entry.name}`);
    const builders = ['services/cli'];
    expect(folders.filter((folder) => !(folder in arrows) && !builders.includes(folder))).toEqual([]);
  });
});

describe('the core is pure', () => {
  it('reads no system time, randomness, environment or console', () => {
    const impure = /Date\.now|new Date\(\)|Math\.random|process\.|console\.|performance\./;
    const offenders = sources('services/core').filter((file) =>
      impure.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(offenders).toEqual([]);
  });
});

describe('ClickHouse settings', () => {
  it('are stated inline in the one writer, never passed as clickhouse_settings, which the embedded engine leaks', () => {
    const offenders = sources('services').filter((file) =>
      /clickhouse_settings\s*:/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(offenders).toEqual([]);
  });
});

describe('file names', () => {
  it('are kebab-case and none is a catch-all', () => {
    const names = [...sources('schemas'), ...sources('services')];
    const banned = /(^|\/)(utils?|helpers?|common|manager|handler|index)\.tsx?$/;
    expect(names.filter((file) => banned.test(file) || /[A-Z_]/.test(file.split('/').at(-1)!))).toEqual([]);
  });
});
