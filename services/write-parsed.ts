// Keeps the shipped YAML files as JSON beside the build; run by `npm run build:node`.
import { join } from 'node:path';
import { parse } from 'yaml';
import { listYaml } from './platform/list-yaml.ts';
import { packageRoot } from './platform/package-root.ts';
import { keepParsed } from './platform/parsed-yaml.ts';
import { readText } from './platform/read-yaml.ts';

const paths = [join(packageRoot(), 'schemas/ladders.yaml')];
for (const name of ['schemas/targets', 'schemas/calendars']) {
  const list = await listYaml(join(packageRoot(), name));
  if (!list.ok) throw new Error(list.problems.map(({ message }) => message).join('\n'));
  paths.push(...list.paths);
}
for (const path of paths) {
  const text = await readText(path);
  if (typeof text !== 'string') throw new Error(text.message);
  await keepParsed(text, parse(text));
}
