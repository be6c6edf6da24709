// Where the time of one clock went: each stage or link, whether the clock ran, and how much.
import type { ClockView } from '../../../schemas/clock.ts';
import { amountText, partText, percentText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { wordFor } from '../words.ts';

type Part = ClockView['parts'][number];

function Line({ part, unit, whole }: { readonly part: Part; readonly unit: string; readonly whole: number }) {
  const { words, language } = usePage();
  const share = whole === 0 ? 0 : (100 * part.ticks) / whole;
  const state = part.ground === null ? words.parts.ran : wordFor(words.ground, part.ground);
  return (
    <tr class={part.ticks === 0 ? 'part-none' : undefined}>
      <th scope="row">{part[language]}</th>
      <td>{part.ground === null ? state : `${words.timeline.kind.paused} · ${state}`}</td>
      <td class="number">{partText(part.amount, unit, language)}</td>
      <td class="part-share">
        <span class="part-line">
          <span class="part-bar" aria-hidden="true">
            <span class={part.ground === null ? 'part-ran' : 'part-paused'} style={{ width: `${share}%` }} />
          </span>
          <span class="part-percent">{percentText(share)}</span>
        </span>
      </td>
    </tr>
  );
}

export function PartsTable({ clock }: { readonly clock: ClockView }) {
  const { words, language } = usePage();
  const { parts, unit } = clock;
  if (parts.length === 0) return null;
  const whole = parts.reduce((sum, part) => sum + Math.max(0, part.ticks), 0);
  return (
    <div class="parts">
      <h3>{words.parts.heading}</h3>
      <table>
        <caption class="hidden">{words.parts.heading}</caption>
        <thead>
          <tr>
            <th scope="col">{words.parts.part}</th>
            <th scope="col">{words.parts.state}</th>
            <th scope="col" class="number">
              {words.parts.amount}
            </th>
            <th scope="col">{words.parts.share}</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <Line key={`${part.part} ${part.ground}`} part={part} unit={unit} whole={whole} />
          ))}
        </tbody>
        {clock.elapsed !== null && (
          <tfoot>
            <tr class="parts-total">
              <th scope="row" colSpan={2}>
                {words.parts.total}
              </th>
              <td class="number">{amountText(clock.elapsed, unit, language)}</td>
              <td />
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}
