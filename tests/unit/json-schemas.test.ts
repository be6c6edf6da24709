// The JSON Schemas in the repository are those the zod schemas give.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from '../../services/cli/json-schemas.ts';
import { packageRoot } from '../../services/platform/package-root.ts';

const dir = join(packageRoot(), 'schemas/json');

describe('schemas/json', () => {
  it('holds exactly the derived schemas; run `npm run schemas` when this fails', () => {
    const derived = Object.fromEntries(jsonSchemas());
    const stored = Object.fromEntries(
      readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'utf8')]),
    );
    expect(stored).toEqual(derived);
  });

  it('names every permit event type with its effect', () => {
    const { oneOf } = JSON.parse(jsonSchemas().get('permit-events.json')!);
    const types = oneOf.map((one: { properties: { type: { const: string } } }) => one.properties.type.const);
    expect(types).toContain('permit.special-procedure.begun');
    expect(oneOf.every((one: { 'x-effect'?: { does: string } }) => one['x-effect']?.does)).toBe(true);
  });
});
