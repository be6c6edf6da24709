// A fifth system takes one schema file and one line: docs/how-to/add-a-system.md, followed to the letter.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { jsonSchemas } from '../../services/cli/json-schemas.ts';
import { acceptEvent } from '../../services/core/accept-event.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { elapsedAt, verdictAt } from '../../services/core/verdict.ts';
import { loadTargets } from '../../services/platform/load-targets.ts';
import { calendars, catalogueOf } from '../support/target-builder.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

// The one line: `heat` in the list of vocabularies.
vi.mock('../../schemas/events/vocabulary.ts', async (importOriginal) => {
  const shipped = await importOriginal<typeof import('../../schemas/events/vocabulary.ts')>();
  const { heat } = await import('../support/heat.ts');
  const vocabularies = [...shipped.vocabularies, heat];
  return { ...shipped, vocabularies, ...shipped.registerOf(vocabularies) };
});

const page = readFileSync('docs/how-to/add-a-system.md', 'utf8');

/** A fenced block of the page, without the indent of its list item. */
function block(language: string): string {
  const fenced = new RegExp(`^   \`\`\`${language}\\n([\\s\\S]*?)^   \`\`\`$`, 'm').exec(page);
  if (!fenced) throw new Error(`the page has no ${language} block`);
  return fenced[1]!.replaceAll(/^ {3}/gm, '');
}

const received = {
  specversion: '1.0',
  id: '1',
  source: '/heat',
  type: 'heat.application.received',
  subject: 'H-1',
  time: '2026-03-02T09:00:00+08:00',
  data: {
    jurisdiction: 'cn/hubei/jingmen',
    service: 'new heat connection',
    attributes: { customerClass: 'residential', areaSquareMetres: 88 },
  },
};
const on = (time: string) => ({ ...received, id: '2', type: 'heat.on', time, data: {} });

const accept = (message: unknown) => {
  const result = acceptEvent(message, Date.parse('2026-04-01T00:00:00Z'));
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join('; '));
  return result.event;
};

describe('a fifth system', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await tempFolder();
  });
  afterEach(() => folder.remove());

  test('the schema file of the page is the one tried here', () => {
    const tried = readFileSync('tests/support/heat.ts', 'utf8').replaceAll('../../schemas/events/', './');
    expect(block('ts')).toBe(tried);
  });

  test('its events are accepted, and what does not fit is refused', () => {
    expect(accept(received)).toMatchObject({ system: 'heat', caseId: 'H-1' });
    const wrong = { ...received, data: { ...received.data, attributes: { areaSquareMetres: 'large' } } };
    expect(acceptEvent(wrong, Date.parse('2026-04-01T00:00:00Z'))).toMatchObject({
      ok: false,
      problems: [{ code: 'bad-data', field: 'data.attributes.areaSquareMetres', value: 'large' }],
    });
    expect(acceptEvent({ ...received, type: 'heat.off' }, Date.parse('2026-04-01T00:00:00Z'))).toMatchObject({
      ok: false,
      problems: [{ code: 'unknown-type', message: expect.stringContaining('heat.on') }],
    });
  });

  test.each([
    ['2026-03-09T17:00:00+08:00', 5, 'met'],
    ['2026-03-10T09:00:00+08:00', 6, 'breached'],
  ])('heat on %s: %d working days, %s', async (time, elapsed, verdict) => {
    await writeFile(join(folder.path, 'heat.yaml'), block('yaml'));
    const loaded = await loadTargets(folder.path, new Set(['cn']));
    if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
    const { clocks } = judgeCase(
      [accept(received), accept(on(time))],
      catalogueOf(loaded.targets, calendars),
    );
    expect(clocks.map(({ target }) => target.target.id)).toEqual(['heat-example-connection']);
    expect(elapsedAt(clocks[0]!, Date.parse(time))).toBe(elapsed);
    expect(verdictAt(clocks[0]!, Date.parse(time))).toBe(verdict);
  });

  test('its producers get a schema', () => {
    const schema = JSON.parse(jsonSchemas().get('heat-events.json') ?? 'null');
    const types = schema.oneOf.map(
      (one: { properties: { type: { const: string } } }) => one.properties.type.const,
    );
    expect(types).toEqual(
      expect.arrayContaining(['heat.application.received', 'heat.fee.charged', 'heat.on']),
    );
  });
});
