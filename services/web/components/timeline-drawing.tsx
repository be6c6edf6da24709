// The timeline's picture: axis, events, one lane a clock, and the as-of line of an open case.
import type { CaseExplanation, EventView } from '../../../schemas/clock.ts';
import { offsetMinutes } from '../format.ts';
import { usePage } from '../page-context.ts';
import type { Item } from '../timeline-items.ts';
import { eventsTop, laneTop, pictureHeight } from '../timeline-layout.ts';
import { axisTicks, clusters, type Scale } from '../timeline-scale.ts';
import { TimelineLane } from './timeline-lane.tsx';

interface Props {
  readonly found: CaseExplanation;
  readonly scale: Scale;
  readonly shown: Item | null;
}

function Axis({ scale, offset, height }: { scale: Scale; offset: number; height: number }) {
  return (
    <g class="axis">
      {axisTicks(scale, offset).map(({ at, label }) => {
        const x = scale.x(at);
        const anchor = x < 40 ? 'start' : x > scale.width - 40 ? 'end' : 'middle';
        return (
          <g key={at}>
            <line x1={x} x2={x} y1={20} y2={height} />
            <text x={anchor === 'start' ? Math.max(0, x - 2) : x} y={12} text-anchor={anchor}>
              {label}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function Events({ events, scale }: { readonly events: readonly EventView[]; readonly scale: Scale }) {
  const { words } = usePage();
  const places = events.map((event) => scale.x(Date.parse(event.occurredAt)));
  return (
    <g class="event-ticks">
      <text class="lane-name" x={0} y={eventsTop}>
        {words.timeline.events}
      </text>
      {places.map((x, index) => (
        <path
          key={events[index]!.id}
          class={events[index]!.replacedBy === null ? 'event-tick' : 'event-tick replaced'}
          d={`M${x} ${eventsTop + 8}l5 6-5 6-5-6Z`}
        />
      ))}
      {clusters(places, 24).map(({ x, first, last }) => (
        <text key={first} class="event-number" x={x} y={eventsTop + 32} text-anchor="middle">
          {first === last ? first + 1 : `${first + 1}–${last + 1}`}
        </text>
      ))}
    </g>
  );
}

function AsOfLine({ x, height, text }: { x: number; height: number; text: string }) {
  return (
    <g class="as-of-line">
      <line x1={x} x2={x} y1={20} y2={height - 12} />
      <text x={x - 4} y={height - 2} text-anchor="end">
        {text}
      </text>
    </g>
  );
}

export function TimelineDrawing({ found, scale, shown }: Props) {
  const { words } = usePage();
  const height = pictureHeight(found.clocks.length);
  return (
    <svg
      class="timeline-picture"
      viewBox={`0 0 ${scale.width} ${height}`}
      height={height}
      role="img"
      aria-label={words.timeline.summary(found.clocks.length, found.events.length)}
    >
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch-ground" width="6" height="6" />
          <line class="hatch-line" x1="0" y1="0" x2="0" y2="6" />
        </pattern>
      </defs>
      <Axis scale={scale} offset={offsetMinutes(found.asOf)} height={height} />
      <Events events={found.events} scale={scale} />
      {found.clocks.map((clock, index) => (
        <TimelineLane key={clock.targetId} clock={clock} top={laneTop(index)} scale={scale} />
      ))}
      {found.state === 'open' && (
        <AsOfLine x={scale.x(Date.parse(found.asOf))} height={height} text={words.timeline.asOf} />
      )}
      {shown !== null && (
        <rect
          class="shown"
          x={scale.x(shown.from) - 2}
          y={(shown.lane === null ? eventsTop + 6 : laneTop(shown.lane) + 6) - 2}
          width={Math.max(0, scale.x(shown.to) - scale.x(shown.from)) + 4}
          height={shown.lane === null ? 20 : 28}
          rx="3"
        />
      )}
    </svg>
  );
}
