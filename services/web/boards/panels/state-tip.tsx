// The box beside the pointer on a lane of states.

import { durationText } from '../../format.ts';
import { cssColor } from '../colors.ts';
import { panelWords } from '../panel-words.ts';
import type { StateSpan } from '../states.ts';
import { timeText } from '../time-text.ts';
import type { PanelContext } from './panel-context.ts';

const minutePattern = 'YYYY-MM-DD HH:mm';
/** Room that the box needs to the right of the pointer, in pixels. */
const tipWidth = 300;

export interface Pointed {
  readonly lane: string;
  readonly span: StateSpan;
  /** In the window, in pixels. */
  readonly x: number;
  readonly y: number;
}

export function StateTip({
  pointed,
  context,
}: {
  readonly pointed: Pointed;
  readonly context: PanelContext;
}) {
  const { span, lane, x, y } = pointed;
  const { timezone, language } = context;
  const words = panelWords(language);
  const isTurned = x + tipWidth > innerWidth;
  const ends = words.until(
    timeText(span.from, timezone, minutePattern),
    timeText(span.to, timezone, minutePattern),
  );
  return (
    <div
      class={isTurned ? 'plot-tip state-tip state-tip-turned' : 'plot-tip state-tip'}
      style={`left: ${x}px; top: ${y}px`}
    >
      <div class="plot-tip-heading">{lane}</div>
      <div class="plot-tip-row">
        <span class="swatch swatch-bar" style={{ color: cssColor(span.shown.color ?? 'gray') }} />
        <span class="plot-tip-name">{span.shown.text}</span>
        <b>{durationText((span.to - span.from) / 1000, language).trim()}</b>
      </div>
      <div class="plot-tip-note">{ends}</div>
    </div>
  );
}
