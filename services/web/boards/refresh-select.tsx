// Reads the board anew now, and how often it does so by itself.
import { usePage } from '../page-context.ts';
import { useBoard } from './board-context.ts';
import { stepMs } from './time-range.ts';

const usual = ['1m', '5m', '15m', '30m', '1h'];

export function RefreshSelect() {
  const { words } = usePage();
  const { every, change, refresh } = useBoard();
  const isUsual = every === '' || usual.includes(every);
  const steps = isUsual ? usual : [every, ...usual].toSorted((a, b) => (stepMs(a) ?? 0) - (stepMs(b) ?? 0));
  return (
    <span class="refresh">
      <button
        type="button"
        class="tool"
        title={words.board.refresh}
        aria-label={words.board.refresh}
        onClick={refresh}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path
            d="M13.600 6.500A6 6 0 1 0 14 8h-1.600a4.400 4.400 0 1 1-.600-2.200L9.800 7.400H15V2.200Z"
            fill="currentColor"
          />
        </svg>
      </button>
      <select
        aria-label={words.board.every}
        title={words.board.every}
        value={every}
        onChange={(event) => change({ refresh: event.currentTarget.value })}
      >
        <option value="">{words.board.off}</option>
        {steps.map((step) => (
          <option key={step} value={step}>
            {step}
          </option>
        ))}
      </select>
    </span>
  );
}
