// The box beside the pointer: an instant or a category, and the value of each series there. Built of text nodes alone.
import { cssColor } from '../colors.ts';
import type { Shape } from '../series.ts';

export interface TipRow {
  readonly title: string;
  readonly text: string;
  readonly color: string | null;
  readonly shape?: Shape | null;
  readonly isStrong?: boolean;
}
export interface Tip {
  readonly heading: string;
  readonly rows: readonly TipRow[];
  readonly notes: readonly string[];
}

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.textContent = text;
  return made;
}

function rowElement({ title, text, color, shape, isStrong }: TipRow): HTMLElement {
  const row = element('div', isStrong ? 'plot-tip-row plot-tip-strong' : 'plot-tip-row');
  const swatch = element('span', `swatch swatch-${shape ?? 'bar'}`);
  if (color === null) swatch.style.visibility = 'hidden';
  else swatch.style.color = cssColor(color);
  row.append(swatch, element('span', 'plot-tip-name', title), element('b', '', text));
  return row;
}

export function tipElement({ heading, rows, notes }: Tip): HTMLElement {
  const tip = element('div', 'plot-tip');
  tip.append(element('div', 'plot-tip-heading', heading), ...rows.map(rowElement));
  for (const note of notes) tip.append(element('div', 'plot-tip-note', note));
  return tip;
}

/** How ECharts places and dresses the box; colours and padding are the page's own. */
export const tipFrame = {
  trigger: 'axis',
  appendTo: 'body',
  className: 'plot-tip-frame',
  backgroundColor: 'transparent',
  borderWidth: 0,
  padding: 0,
  extraCssText: 'box-shadow:none',
  transitionDuration: 0,
} as const;

export const linePointer = {
  type: 'line',
  lineStyle: { color: 'var(--soft)', type: [3, 3] },
  animation: false,
} as const;
export const bandPointer = {
  type: 'shadow',
  shadowStyle: { color: 'var(--soft)', opacity: 0.12 },
  animation: false,
} as const;
