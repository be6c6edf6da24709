// Lets pointer and keyboard reach every span, mark and event of the timeline, one at a time.
import { usePage } from '../page-context.ts';
import type { Item } from '../timeline-items.ts';
import { laneAt } from '../timeline-layout.ts';
import type { Scale } from '../timeline-scale.ts';

interface Props {
  readonly items: readonly Item[];
  readonly scale: Scale;
  readonly lanes: number;
  readonly shown: Item | null;
  readonly show: (item: Item | null) => void;
}

const nearPixels = 7;

/** The item under a point: marks win over spans, and the nearer wins over the farther. */
function itemAt(items: readonly Item[], scale: Scale, lane: number | null, x: number): Item | null {
  const inLane = items.filter((item) => item.lane === lane);
  const isMark = (item: Item) => item.from === item.to;
  const distance = (item: Item) => Math.abs(scale.x(item.from) - x);
  const marks = inLane.filter((item) => isMark(item) && distance(item) <= nearPixels);
  const nearest = marks.toSorted((a, b) => distance(a) - distance(b))[0];
  const over = (item: Item) => scale.x(item.from) <= x && x < scale.x(item.to);
  return nearest ?? inLane.find((item) => !isMark(item) && over(item)) ?? null;
}

const jumps: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

export function TimelineCursor({ items, scale, lanes, shown, show }: Props) {
  const { words } = usePage();
  const at = shown === null ? -1 : items.indexOf(shown);
  const step = (event: KeyboardEvent) => {
    const jump = jumps[event.key];
    if (event.key === 'Escape') show(null);
    if (jump === undefined) return;
    event.preventDefault();
    show(items[Math.min(items.length - 1, Math.max(0, at + jump))] ?? null);
  };
  const point = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * scale.width;
    show(itemAt(items, scale, laneAt(event.clientY - box.top, lanes), x));
  };
  return (
    <div
      class="timeline-cursor no-print"
      role="slider"
      tabIndex={0}
      aria-label={words.timeline.cursor}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, items.length - 1)}
      aria-valuenow={Math.max(0, at)}
      aria-valuetext={shown?.text ?? words.timeline.hint}
      onKeyDown={step}
      onPointerMove={point}
      onPointerDown={point}
    />
  );
}
