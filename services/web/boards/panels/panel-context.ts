// What a panel is drawn in: its board's range and variables, the reader's language and look, and how to go elsewhere.
import type { Language } from '../../format.ts';
import type { Choice, Scope } from '../interpolate.ts';
import type { RawRange } from '../time-range.ts';
import type { Manner } from '../units.ts';

/** A mark on the axes of time: an instant, or a span where it has an end. */
export interface PanelMark {
  readonly time: number;
  readonly timeEnd: number | null;
  readonly text: string;
  readonly tags: readonly string[];
  /** A colour name of Grafana's, that of the annotation. */
  readonly color?: string | null;
}

export interface PanelContext {
  /** Epoch milliseconds, both included. */
  readonly from: number;
  readonly to: number;
  /** As it stands in the address, so that links hand on `now-90d` and not an instant. */
  readonly range?: RawRange;
  readonly timezone: string;
  readonly language: Language;
  readonly theme: 'light' | 'dark';
  readonly variables: Readonly<Record<string, Choice>>;
  /** Goes to an address of this page without a reload. */
  readonly navigate: (address: string) => void;
  readonly annotations: readonly PanelMark[];
}

export const scopeOf = ({ from, to, range, timezone, variables }: PanelContext): Scope => ({
  from,
  to,
  range,
  timezone,
  variables,
});

export const mannerOf = ({ language, timezone }: PanelContext): Manner => ({ language, timezone });
