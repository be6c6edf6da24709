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

it('every reference of the AsyncAPI document leads somewhere, and every event type is on its topic', () => {
  const files = jsonSchemas();
  const api = JSON.parse(files.get('asyncapi.json')!);
  const references = [...files.get('asyncapi.json')!.matchAll(/"\$ref": "([^"#]*)#\/([^"]+)"/g)];
  expect(references.length).toBeGreaterThan(20);
  for (const [, file, path] of references) {
    const inside = file === '' ? api : JSON.parse(files.get(file!.slice(2))!);
    const found = path!.split('/').reduce((at, step) => at?.[step], inside);
    expect(found, `${file}#/${path}`).toBeDefined();
  }
  for (const [name, channel] of Object.entries<{
    address: string;
    messages: Record<string, { name: string; payload?: { $ref: string } }>;
  }>(api.channels))
    for (const message of Object.values(channel.messages)) {
      if (!message.payload) continue;
      const [file, path] = message.payload.$ref.slice(2).split('#/');
      const schema = path!.split('/').reduce((at, step) => at[step], JSON.parse(files.get(file!)!));
      expect(schema.properties.type.const, name).toBe(message.name);
      expect(channel.address).toBe(`${message.name.split('.')[0]}.applications`);
    }
});
