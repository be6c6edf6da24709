// Takes a date, a time and an offset; the browser's own zone plays no part.
import { useState } from 'preact/hooks';
import { offsetMinutes, offsetText, wallTime } from '../format.ts';
import { usePage } from '../page-context.ts';
import type { DatedPlace } from '../place.ts';

interface Props {
  readonly place: DatedPlace;
  readonly instant: string;
  readonly done: () => void;
}

/** Joins a wall-clock time and an offset to an instant; null when they do not make one. */
function instantOf(wall: string, offset: string): string | null {
  if (!/^[+-]\d{2}:\d{2}$/.test(offset)) return null;
  const text = `${wall.length === 16 ? `${wall}:00` : wall}${offset}`;
  return Number.isNaN(Date.parse(text)) ? null : text;
}

export function AsOfForm({ place, instant, done }: Props) {
  const { words, navigate } = usePage();
  const offset = offsetMinutes(instant);
  const [wall, setWall] = useState(wallTime(Date.parse(instant), offset));
  const [zone, setZone] = useState(offsetText(offset));
  const [bad, setBad] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const chosen = instantOf(wall, zone);
    setBad(chosen === null);
    if (chosen === null) return;
    navigate({ ...place, asOf: chosen });
    done();
  };
  return (
    <form class="as-of-form" onSubmit={submit}>
      <label>
        <span>{words.asOf.date}</span>
        <input
          type="datetime-local"
          value={wall}
          required
          onInput={(event) => setWall(event.currentTarget.value)}
        />
      </label>
      <label>
        <span>{words.asOf.offset}</span>
        <input class="offset" value={zone} size={6} onInput={(event) => setZone(event.currentTarget.value)} />
      </label>
      <button type="submit">{words.asOf.apply}</button>
      {bad && <p role="alert">{words.asOf.bad}</p>}
    </form>
  );
}
