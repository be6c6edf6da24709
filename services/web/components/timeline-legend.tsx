// What the shapes and grounds of the timeline mean; only those that this case shows.
import type { CaseExplanation } from '../../../schemas/clock.ts';
import { usePage } from '../page-context.ts';
import { pieces } from '../timeline-items.ts';

const swatches = {
  running: <rect class="span span-running" y="3" width="18" height="10" />,
  past: <rect class="span span-past" y="3" width="18" height="10" />,
  paused: <rect class="span span-paused" x="0.5" y="3" width="17" height="10" />,
  'non-working': <rect class="span span-non-working" y="5" width="18" height="6" />,
  deadline: (
    <g class="deadline">
      <line x1="9" x2="9" y1="1" y2="16" />
      <path d="M4 1h10l-5 7Z" />
    </g>
  ),
  start: (
    <g class="ends">
      <path d="M4 2l10 6-10 6Z" />
    </g>
  ),
  stop: (
    <g class="ends">
      <rect x="4" y="3" width="10" height="10" />
    </g>
  ),
  event: <path class="event-tick" d="M9 2l5 6-5 6-5-6Z" />,
};
type Swatch = keyof typeof swatches;

export function TimelineLegend({ found }: { readonly found: CaseExplanation }) {
  const { words } = usePage();
  const looks = new Set<Swatch>(found.clocks.flatMap((clock) => pieces(clock).map((piece) => piece.look)));
  const names: Record<Swatch, string> = {
    ...words.timeline.kind,
    past: words.timeline.pastDeadline,
    deadline: words.timeline.deadline,
    start: words.timeline.start,
    stop: words.timeline.stop,
    event: words.timeline.event,
  };
  if (found.events.length > 0) looks.add('event');
  if (found.clocks.some((clock) => clock.startedAt !== null)) looks.add('start');
  if (found.clocks.some((clock) => clock.stoppedAt !== null)) looks.add('stop');
  if (found.clocks.some((clock) => clock.deadline !== null)) looks.add('deadline');
  const order = Object.keys(swatches) as Swatch[];
  return (
    <ul class="legend">
      {order
        .filter((each) => looks.has(each))
        .map((each) => (
          <li key={each}>
            <svg width="18" height="16" viewBox="0 0 18 16" aria-hidden="true">
              {swatches[each]}
            </svg>
            {names[each]}
          </li>
        ))}
    </ul>
  );
}
