// The timeline's spans once more, as a table for each clock.
import type { ClockView } from '../../../schemas/clock.ts';
import { amountText, countText, durationText, instantText, secondsBetween } from '../format.ts';
import { usePage } from '../page-context.ts';
import { wordFor } from '../words.ts';

const openAtMost = 14;

function SpansTable({ clock, name }: { readonly clock: ClockView; readonly name: string }) {
  const { words, language } = usePage();
  return (
    <table class="spans">
      <caption class="hidden">{words.spans.caption(name)}</caption>
      <thead>
        <tr>
          <th scope="col">{words.spans.kind}</th>
          <th scope="col">{words.spans.from}</th>
          <th scope="col">{words.spans.to}</th>
          <th scope="col" class="number">
            {words.spans.length}
          </th>
        </tr>
      </thead>
      <tbody>
        {clock.spans.map((span) => (
          <tr key={span.from} class={`row-${span.kind}`}>
            <th scope="row">
              {words.timeline.kind[span.kind]}
              {span.ground !== null && ` · ${wordFor(words.ground, span.ground)}`}
            </th>
            <td>{instantText(span.from)}</td>
            <td>{instantText(span.to)}</td>
            <td class="number">{durationText(secondsBetween(span.from, span.to), language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function SpansTables({ clocks }: { readonly clocks: readonly ClockView[] }) {
  const { words, language } = usePage();
  const drawn = clocks.filter((clock) => clock.method !== 'count' && clock.spans.length > 0);
  if (drawn.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="spans-heading">
      <div class="panel-head">
        <h2 id="spans-heading">{words.spans.heading}</h2>
      </div>
      {drawn.map((clock, index) => {
        const limit =
          clock.limit === null ? words.list.dateOnCase : amountText(clock.limit, clock.unit, language);
        const name = `${words.case.kind[clock.kind]} · ${limit} · ${clock.clause}`;
        return (
          <details key={clock.targetId} open={index === 0 && clock.spans.length <= openAtMost}>
            <summary>
              {name} <span class="summary-note">{words.spans.show(countText(clock.spans.length))}</span>
            </summary>
            <SpansTable clock={clock} name={name} />
          </details>
        );
      })}
    </section>
  );
}
