// A clock beside the principal one: its verdict, promise and figures.
import type { ClockView } from '../../../schemas/clock.ts';
import { usePage } from '../page-context.ts';
import { markOf } from '../verdict-mark.ts';
import { clockVerdictWords, toneOf } from '../verdict-words.ts';
import { ClockFigures } from './clock-figures.tsx';
import { JudgedBy } from './judged-by.tsx';
import { Mark } from './mark.tsx';
import { PartsTable } from './parts-table.tsx';

export function ClockCard({ clock, asOf }: { readonly clock: ClockView; readonly asOf: string }) {
  const { words, language } = usePage();
  const { title, detail } = clockVerdictWords(clock, asOf, words, language);
  return (
    <div class={`clock-card verdict-${toneOf[clock.verdict]}`}>
      <h3 class="clock-title">
        <Mark name={clock.verdict === 'breached' && clock.open ? 'overdue' : markOf[clock.verdict]} />
        {title}
      </h3>
      <p class="verdict-detail">{detail}</p>
      <div class="verdict-grid">
        <JudgedBy clock={clock} />
        <ClockFigures clock={clock} />
      </div>
      <PartsTable clock={clock} />
    </div>
  );
}
