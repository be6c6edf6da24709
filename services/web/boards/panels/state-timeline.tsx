// Lanes of states along one axis of time: a colour and a word for as long as each held.
import { useMemo, useState } from 'preact/hooks';
import { axisTicks } from '../../timeline-scale.ts';
import { useWidth } from '../../use-width.ts';
import { wallShift } from '../chart-axes.ts';
import { cssColor } from '../colors.ts';
import { textAt } from '../option-value.ts';
import { panelWords } from '../panel-words.ts';
import { legendOptions } from '../series.ts';
import { type Lane, lanesOf, type StateSpan, stateKeys } from '../states.ts';
import { emWidth } from '../text-width.ts';
import { timeText } from '../time-text.ts';
import { DataTable } from './data-table.tsx';
import type { DrawnProps } from './panel.tsx';
import { mannerOf } from './panel-context.ts';
import { type Pointed, StateTip } from './state-tip.tsx';

const minutePattern = 'YYYY-MM-DD HH:mm';
const letterPixels = 12;

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly x: (instant: number) => number;
}

interface SpanProps {
  readonly span: StateSpan;
  readonly scale: Scale;
  readonly isNamed: boolean;
  readonly point: (event: PointerEvent | null) => void;
}

function Span({ span, scale, isNamed, point }: SpanProps) {
  const { shown } = span;
  const left = scale.x(span.from);
  const width = Math.max(2, scale.x(span.to) - left);
  const hasRoom = isNamed && emWidth(shown.text) * letterPixels + 10 <= width;
  return (
    <span
      class="state-span"
      style={`left: ${left.toFixed(1)}px; width: ${width.toFixed(1)}px; --tone: ${cssColor(shown.color ?? 'gray')}`}
      onPointerMove={point}
      onPointerLeave={() => point(null)}
    >
      {hasRoom && <span class="state-name">{shown.text}</span>}
    </span>
  );
}

function Axis({ scale, offset }: { scale: Scale; offset: number }) {
  return (
    <svg class="state-axis" width={scale.width} height="100%" aria-hidden="true">
      {axisTicks(scale, offset / 60_000).map(({ at, label }) => {
        const x = scale.x(at);
        const anchor = x < 30 ? 'start' : x > scale.width - 30 ? 'end' : 'middle';
        return (
          <g key={at}>
            <line x1={x} x2={x} y1="0" y2="100%" />
            <text x={x} y="100%" dy="-2" text-anchor={anchor}>
              {label}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function Lanes({ lanes, panel, context }: Omit<DrawnProps, 'frames'> & { readonly lanes: readonly Lane[] }) {
  const { from, to, timezone } = context;
  const [frame, width] = useWidth(600);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const scale: Scale = { from, to, width, x: (instant) => ((instant - from) / (to - from)) * width };
  const isNamed = textAt(panel.options, 'showValue') !== 'never';
  const names = Math.min(24, Math.max(...lanes.map(({ title }) => emWidth(title))) + 1);
  return (
    <div class="states" style={`--names: ${names.toFixed(1)}em; --lanes: ${lanes.length}`} aria-hidden="true">
      <div class="state-names">
        {lanes.map(({ key, title }) => (
          <span key={key} title={title}>
            {title}
          </span>
        ))}
      </div>
      <div class="state-lanes" ref={frame}>
        <Axis scale={scale} offset={wallShift(from, to, timezone)} />
        {lanes.map((lane) => (
          <div key={lane.key} class="state-lane">
            {lane.spans.map((span) => (
              <Span
                key={span.from}
                span={span}
                scale={scale}
                isNamed={isNamed}
                point={(event) =>
                  setPointed(event && { lane: lane.title, span, x: event.clientX, y: event.clientY })
                }
              />
            ))}
          </div>
        ))}
      </div>
      {pointed !== null && <StateTip pointed={pointed} context={context} />}
    </div>
  );
}

export function StateTimeline({ panel, frames, context }: DrawnProps) {
  const { from, to, timezone, language } = context;
  const lanes = useMemo(
    () => lanesOf(panel, frames, { from, to }, mannerOf(context)),
    [panel, frames, from, to, context],
  );
  const words = panelWords(language);
  const rows = lanes.flatMap((lane) => lane.spans.map((span) => ({ lane, span })));
  if (rows.length === 0) return <p class="drawn drawn-nothing">{words.nothing}</p>;
  return (
    <div class="drawn plot">
      <Lanes panel={panel} lanes={lanes} context={context} />
      {legendOptions(panel).isShown && (
        <ul class="keys">
          {stateKeys(lanes).map(({ text, color }) => (
            <li key={text} class="key">
              <span
                class="swatch swatch-bar"
                style={{ color: cssColor(color ?? 'gray') }}
                aria-hidden="true"
              />
              {text}
            </li>
          ))}
        </ul>
      )}
      <DataTable
        title={panel.title}
        headings={[words.series, words.state, words.from, words.to]}
        length={rows.length}
        rowAt={(row) => {
          const { lane, span } = rows[row]!;
          const at = (instant: number) => timeText(instant, timezone, minutePattern);
          return [lane.title, span.shown.text, at(span.from), at(span.to)];
        }}
        words={words}
      />
    </div>
  );
}
