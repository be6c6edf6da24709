// Colours by the names of Grafana's classic palette, as custom properties that fit the light and the dark look.

const hues = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const;
const shades = ['super-light-', 'light-', '', 'semi-dark-', 'dark-'] as const;

/** Every colour of styles/panels.css. */
export const colorNames: readonly string[] = [
  ...hues.flatMap((hue) => shades.map((shade) => `${shade}${hue}`)),
  'teal',
  'pink',
  'gray',
];
const known: ReadonlySet<string> = new Set(colorNames);

/** The colours of series that were given none, neighbours told apart by lightness too. */
const seriesNames = [
  'blue',
  'orange',
  'green',
  'purple',
  'teal',
  'pink',
  'yellow',
  'gray',
  'dark-blue',
  'light-orange',
  'dark-green',
  'light-purple',
] as const;

export const seriesColor = (index: number): string => seriesNames[index % seriesNames.length]!;

const ramps: Readonly<Record<string, readonly string[]>> = {
  'continuous-GrYlRd': ['green', 'light-green', 'yellow', 'orange', 'red'],
  'continuous-RdYlGr': ['red', 'orange', 'yellow', 'light-green', 'green'],
  'continuous-BlYlRd': ['blue', 'light-blue', 'yellow', 'orange', 'red'],
  'continuous-YlRd': ['yellow', 'light-orange', 'orange', 'light-red', 'red'],
  'continuous-BlPu': ['blue', 'light-blue', 'light-purple', 'purple', 'dark-purple'],
  'continuous-YlBl': ['yellow', 'light-green', 'teal', 'light-blue', 'blue'],
};

/** The colour at a share of 0 to 1 on one of Grafana's scales, in five steps. */
export function rampColor(mode: string, share: number): string {
  const one = hues.find((hue) => mode === `continuous-${hue}s`);
  const ramp = one === undefined ? ramps[mode] : shades.map((shade) => `${shade}${one}`);
  const step = Math.floor(Math.min(0.999, Math.max(0, share)) * 5);
  return ramp?.[step] ?? 'blue';
}

const plain: Readonly<Record<string, string>> = {
  text: 'var(--ink)',
  white: 'var(--ink)',
  black: 'var(--ink)',
  grey: 'var(--hue-gray)',
  transparent: 'transparent',
};

/** The classic palette as Grafana writes it where it stores no names. */
const classic: Readonly<Record<string, string>> = {
  '115,191,105': 'green',
  '250,222,42': 'yellow',
  '255,152,48': 'orange',
  '242,73,92': 'red',
  '87,148,242': 'blue',
  '184,119,217': 'purple',
  '142,142,142': 'gray',
};

/** Red, green and blue of `#rrggbb` or `rgb(…)`; null for anything else. */
function partsOf(color: string): readonly number[] | null {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?:[0-9a-f]{2})?$/i.exec(color);
  if (hex !== null) return hex.slice(1, 4).map((part) => Number.parseInt(part, 16));
  const listed = /^rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*[\d.]+\s*)?\)$/.exec(color);
  return listed === null ? null : listed.slice(1, 4).map(Number);
}

/**
 * What CSS and SVG take for a colour: a custom property for names and for the classic palette, others as they are
 * but opaque; what is not known is grey.
 */
export function cssColor(color: string): string {
  if (known.has(color)) return `var(--hue-${color})`;
  if (Object.hasOwn(plain, color)) return plain[color]!;
  const parts = partsOf(color)?.join(',');
  if (parts === undefined) return 'var(--hue-gray)';
  return Object.hasOwn(classic, parts) ? `var(--hue-${classic[parts]})` : `rgb(${parts})`;
}

export type Severity = 'bad' | 'warn' | 'good';

/** What a colour says of a value, so that a mark can say it too. */
export function severityOf(name: string | null): Severity | null {
  if (name === null) return null;
  if (/(^|-)red$/.test(name)) return 'bad';
  if (/(^|-)(orange|yellow)$/.test(name)) return 'warn';
  return /(^|-)green$/.test(name) ? 'good' : null;
}
