// One clock on the timeline: its spans as a bar, its start, stop and deadline as marks.
import type { ClockView } from '../../../schemas/clock.ts';
import { amountText, deadlineDate } from '../format.ts';
import { usePage } from '../page-context.ts';
import { type Piece, pieces } from '../timeline-items.ts';
import { barHeight } from '../timeline-layout.ts';
import type { Scale } from '../timeline-scale.ts';
import { type Words, wordFor } from '../words.ts';

interface Props {
  readonly clock: ClockView;
  readonly top: number;
  readonly scale: Scale;
}

function Bar({ piece, y, scale, words }: { piece: Piece; y: number; scale: Scale; words: Words }) {
  const x = scale.x(piece.from);
  const width = Math.max(0.5, scale.x(piece.to) - x);
  const label = piece.look === 'paused' && piece.ground !== null ? wordFor(words.ground, piece.ground) : '';
  const fits = label !== '' && width > [...label].reduce((sum, sign) => sum + (sign > 'ÿ' ? 13 : 7), 12);
  return (
    <>
      <rect
        class={`span span-${piece.look}`}
        x={x}
        y={piece.look === 'non-working' ? y + 6 : y}
        width={width}
        height={piece.look === 'non-working' ? barHeight - 12 : barHeight}
      />
      {fits && (
        <text class="span-label" x={x + width / 2} y={y + 16} text-anchor="middle">
          {label}
        </text>
      )}
    </>
  );
}

function Deadline({
  clock,
  y,
  scale,
}: {
  readonly clock: ClockView;
  readonly y: number;
  readonly scale: Scale;
}) {
  const { words } = usePage();
  const { deadline, deadlineEarliest, deadlineLatest } = clock;
  if (deadlineEarliest !== null && deadlineLatest !== null) {
    const [from, to] = [scale.x(Date.parse(deadlineEarliest)), scale.x(Date.parse(deadlineLatest))];
    return (
      <rect class="deadline-band" x={from} y={y - 4} width={Math.max(2, to - from)} height={barHeight + 8} />
    );
  }
  if (deadline === null) return null;
  const x = scale.x(Date.parse(deadline));
  const right = x > scale.width - 150;
  return (
    <g class="deadline">
      <line x1={x} x2={x} y1={y - 5} y2={y + barHeight + 14} />
      <path d={`M${x - 5} ${y - 5}h10l-5 7Z`} />
      <text x={right ? x - 5 : x + 5} y={y + barHeight + 14} text-anchor={right ? 'end' : 'start'}>
        {words.timeline.deadline} {deadlineDate(deadline)}
      </text>
    </g>
  );
}

function Ends({ clock, y, scale }: { readonly clock: ClockView; readonly y: number; readonly scale: Scale }) {
  const middle = y + barHeight / 2;
  const start = clock.startedAt === null ? null : scale.x(Date.parse(clock.startedAt));
  const stop = clock.stoppedAt === null ? null : scale.x(Date.parse(clock.stoppedAt));
  return (
    <g class="ends">
      {start !== null && <path d={`M${start - 3} ${middle - 7}l10 7-10 7Z`} />}
      {stop !== null && <rect x={stop - 5} y={middle - 5} width="10" height="10" />}
    </g>
  );
}

export function TimelineLane({ clock, top, scale }: Props) {
  const { words, language } = usePage();
  const y = top + 8;
  const limit = clock.limit === null ? words.list.dateOnCase : amountText(clock.limit, clock.unit, language);
  const name = `${words.case.kind[clock.kind]} · ${limit} · ${clock.clause}`;
  const room = Math.floor(scale.width / 8);
  return (
    <g class="lane">
      <text class="lane-name" x={0} y={top}>
        {name.length > room ? `${name.slice(0, room - 1)}…` : name}
      </text>
      {pieces(clock).map((piece) => (
        <Bar key={`${piece.from}${piece.look}`} piece={piece} y={y} scale={scale} words={words} />
      ))}
      <Ends clock={clock} y={y} scale={scale} />
      <Deadline clock={clock} y={y} scale={scale} />
    </g>
  );
}
