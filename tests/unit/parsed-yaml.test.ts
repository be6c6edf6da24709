// YAML kept at build time answers only for the very text it was read from.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepParsed, readParsed } from '../../services/platform/parsed-yaml.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

test('the same text gives the value that was kept, any other text nothing', async () => {
  await keepParsed('a: 1\n', { a: 1 }, folder.path);
  expect(await readParsed('a: 1\n', folder.path)).toEqual({ a: 1 });
  expect(await readParsed('a: 2\n', folder.path)).toBeUndefined();
  expect(await readParsed('a: 1', folder.path)).toBeUndefined();
});
