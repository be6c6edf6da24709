// The time range of the board: a usual one, or from one day to another.
import { useState } from 'preact/hooks';
import { usePage } from '../page-context.ts';
import { useBoard } from './board-context.ts';
import { type CloseReason, Popover } from './popover.tsx';
import { daysOf, quickRangeOf, quickRanges, type RawRange, rangeOfDays } from './time-range.ts';

interface PartProps {
  readonly choose: (raw: RawRange) => void;
}

function Quick({ choose }: PartProps) {
  const { words } = usePage();
  const { raw } = useBoard();
  const chosen = quickRangeOf(raw);
  return (
    <ul class="quick" aria-label={words.board.quick}>
      {quickRanges.map(({ id, from, to }) => (
        <li key={id}>
          <button
            type="button"
            aria-pressed={id === chosen}
            data-first={id === chosen ? '' : undefined}
            onClick={() => choose({ from, to })}
          >
            {words.board.quickRange[id]}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Days({ choose }: PartProps) {
  const { words } = usePage();
  const { range, zone } = useBoard();
  const [days, setDays] = useState(() => daysOf(range, zone));
  const [isBad, setBad] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const raw = rangeOfDays(days[0], days[1], zone);
    setBad(raw === null);
    if (raw !== null) choose(raw);
  };
  return (
    <form class="days" onSubmit={submit}>
      <p class="days-title">{words.board.days}</p>
      <label>
        <span>{words.board.firstDay}</span>
        <input
          type="date"
          required
          value={days[0]}
          onInput={(event) => setDays([event.currentTarget.value, days[1]])}
        />
      </label>
      <label>
        <span>{words.board.lastDay}</span>
        <input
          type="date"
          required
          value={days[1]}
          onInput={(event) => setDays([days[0], event.currentTarget.value])}
        />
      </label>
      <button type="submit" class="primary">
        {words.board.apply}
      </button>
      {isBad && <p role="alert">{words.board.badDays}</p>}
      <p class="zone">{words.board.zone(zone)}</p>
    </form>
  );
}

export function TimePicker() {
  const { words } = usePage();
  const { raw, range, zone, change } = useBoard();
  const quick = quickRangeOf(raw);
  const text = quick === null ? words.board.range(...daysOf(range, zone)) : words.board.quickRange[quick];
  const choosing = (close: (reason: CloseReason) => void) => (chosen: RawRange) => {
    change(chosen);
    close('done');
  };
  return (
    <Popover
      label={`${words.board.time}: ${text}`}
      class="time-picker"
      text={
        <>
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path
              d="M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13ZM8 4.500V8l2.500 2"
              fill="none"
              stroke="currentColor"
              stroke-width="1.400"
            />
          </svg>
          {text}
        </>
      }
    >
      {(close) => (
        <div class="time-panel">
          <Quick choose={choosing(close)} />
          <Days choose={choosing(close)} />
        </div>
      )}
    </Popover>
  );
}
