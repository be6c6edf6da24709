// Writes schemas/json anew; run by `npm run schemas` after a schema has changed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from './cli/json-schemas.ts';
import { packageRoot } from './platform/package-root.ts';

const dir = join(packageRoot(), 'schemas/json');
mkdirSync(dir, { recursive: true });
for (const [name, content] of jsonSchemas()) writeFileSync(join(dir, name), content);
