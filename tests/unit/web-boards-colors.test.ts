// The colours of panels, read from the style sheet: text on them and in them has the contrast that WCAG AA asks for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../services/platform/package-root.ts';
import { colorNames, cssColor, seriesColor, severityOf } from '../../services/web/boards/colors.ts';

const styles = join(packageRoot(), 'services/web/styles');
const sheet = ['base.css', 'panels.css'].map((file) => readFileSync(join(styles, file), 'utf8')).join('\n');

type Rgb = readonly [number, number, number];
const looks = ['light', 'dark'] as const;

function colorIn(variable: string, look: 'light' | 'dark'): Rgb {
  const found = new RegExp(`--${variable}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(sheet);
  if (found === null) throw new Error(`--${variable} is not in the style sheet`);
  const hex = found[look === 'light' ? 1 : 2]!;
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Rgb;
}

const luminance = (color: Rgb): number => {
  const [r, g, b] = color.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one: Rgb, other: Rgb): number => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};
/** A color over a ground, as a tinted tile or cell has it. */
const over = (color: Rgb, ground: Rgb, opacity: number): Rgb =>
  color.map((part, index) => part * opacity + ground[index]! * (1 - opacity)) as unknown as Rgb;

/** Of the grounds of tiles and cells. */
const tints = [...sheet.matchAll(/-ground::before \{[^}]*opacity: ([\d.]+)/g)].map((match) =>
  Number(match[1]),
);

test('the tints are found', () => {
  expect(tints).toEqual([0.1, 0.1]);
});

describe.each(looks)('in the %s look', (look) => {
  test.each(colorNames)('%s reads as text, on its own tint, and under the words on it', (name) => {
    const hue = colorIn(`hue-${name}`, look);
    for (const ground of ['surface', 'raised']) {
      const under = colorIn(ground, look);
      expect(contrast(hue, under)).toBeGreaterThanOrEqual(4.5);
      for (const tint of tints) expect(contrast(hue, over(hue, under, tint))).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(hue, colorIn('on-hue', look))).toBeGreaterThanOrEqual(4.5);
  });
});

describe('names', () => {
  test('become custom properties; plain colours stay, and what is not known is grey', () => {
    expect(cssColor('semi-dark-red')).toBe('var(--hue-semi-dark-red)');
    expect(cssColor('text')).toBe('var(--ink)');
    expect(cssColor('transparent')).toBe('transparent');
    expect(cssColor('#102030')).toBe('rgb(16,32,48)');
    expect(cssColor('rgb(1, 2, 3)')).toBe('rgb(1,2,3)');
    expect(cssColor('url(javascript:x)')).toBe('var(--hue-gray)');
    expect(cssColor('constructor')).toBe('var(--hue-gray)');
  });
  test('the classic palette by its numbers is that by its names, and never see-through', () => {
    expect(cssColor('#73BF69')).toBe('var(--hue-green)');
    expect(cssColor('rgba(242, 73, 92, 0.6)')).toBe('var(--hue-red)');
    expect(cssColor('rgba(0, 211, 255, 0.2)')).toBe('rgb(0,211,255)');
  });
  test('say what they mean, whatever their shade', () => {
    expect(['red', 'dark-red', 'orange', 'light-yellow', 'green', 'blue', null].map(severityOf)).toEqual([
      'bad',
      'bad',
      'warn',
      'warn',
      'good',
      null,
      null,
    ]);
  });
  test('of series are known, and twelve differ', () => {
    const names = Array.from({ length: 12 }, (_, index) => seriesColor(index));
    expect(new Set(names).size).toBe(12);
    expect(names.filter((name) => !colorNames.includes(name))).toEqual([]);
  });
});
