// The life of a case drawn on one time axis: its events, and every clock's spans, deadline and ends.
import { useMemo, useState } from 'preact/hooks';
import type { CaseExplanation } from '../../../schemas/clock.ts';
import { usePage } from '../page-context.ts';
import { type Item, instantsOf, timelineItems } from '../timeline-items.ts';
import { timelineScale } from '../timeline-scale.ts';
import { useWidth } from '../use-width.ts';
import { TimelineCursor } from './timeline-cursor.tsx';
import { TimelineDrawing } from './timeline-drawing.tsx';
import { TimelineLegend } from './timeline-legend.tsx';

function Drawn({ found }: { readonly found: CaseExplanation }) {
  const { words, language } = usePage();
  const [frame, width] = useWidth(960);
  const items = useMemo(() => timelineItems(found, words, language), [found, words, language]);
  const scale = useMemo(() => timelineScale(instantsOf(found), width), [found, width]);
  const [shown, setShown] = useState<Item | null>(null);
  return (
    <>
      <div class="timeline-frame" ref={frame}>
        <TimelineDrawing found={found} scale={scale} shown={shown} />
        <TimelineCursor
          items={items}
          scale={scale}
          lanes={found.clocks.length}
          shown={shown}
          show={setShown}
        />
      </div>
      <p class="timeline-detail no-print" aria-hidden="true">
        {shown?.text ?? words.timeline.hint}
      </p>
      <TimelineLegend found={found} />
    </>
  );
}

export function Timeline({ found }: { readonly found: CaseExplanation }) {
  const { words } = usePage();
  return (
    <section class="panel timeline" aria-labelledby="timeline-heading">
      <div class="panel-head">
        <h2 id="timeline-heading">{words.timeline.heading}</h2>
      </div>
      {instantsOf(found).length === 0 ? (
        <p class="nothing">{words.timeline.none}</p>
      ) : (
        <Drawn found={found} />
      )}
    </section>
  );
}
