// Narrows the list of cards by system, rung, jurisdiction and unit in charge.
import { useEffect, useState } from 'preact/hooks';
import type { Rung } from '../../../schemas/card.ts';
import type { Status } from '../../../schemas/indicator.ts';
import { usePage } from '../page-context.ts';
import { cardsPlace } from '../place.ts';
import {
  type CardFilters,
  isNarrowed,
  openCards,
  rungOrder,
  withFilters,
  withinOptions,
} from './card-filters.ts';

interface Option {
  readonly id: string;
  readonly text: string;
}
interface ChoiceProps {
  readonly label: string;
  readonly value: string | null;
  readonly options: readonly Option[];
  readonly choose: (id: string | null) => void;
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  const { words } = usePage();
  const isListed = value === null || options.some(({ id }) => id === value);
  return (
    <label class="order">
      <span>{label}</span>
      <select value={value ?? ''} onChange={(event) => choose(event.currentTarget.value || null)}>
        <option value="">{words.card.any}</option>
        {!isListed && <option value={value}>{value}</option>}
        {options.map(({ id, text }) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface DepartmentProps {
  readonly value: string | null;
  readonly known: readonly string[];
  readonly choose: (department: string | null) => void;
}

/** Taken when the reader is done with it, since it must be whole. */
function Department({ value, known, choose }: DepartmentProps) {
  const { words } = usePage();
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  const take = () => choose(text.trim() || null);
  return (
    <label class="order">
      <span>{words.card.choice.department}</span>
      <input
        list="departments"
        value={text}
        maxLength={512}
        placeholder={words.card.departmentHint}
        onInput={(event) => setText(event.currentTarget.value)}
        onChange={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
      <datalist id="departments">
        {known.map((department) => (
          <option key={department} value={department} />
        ))}
      </datalist>
    </label>
  );
}

interface Props {
  readonly filters: CardFilters;
  readonly status: Status | null;
  /** Those of the cards in sight. */
  readonly departments: readonly string[];
}

export function CardFilterBar({ filters, status, departments }: Props) {
  const { words, language, place, navigate } = usePage();
  const { choice } = words.card;
  const set = (change: Partial<CardFilters>) =>
    navigate(cardsPlace(withFilters(filters, change), place), 'replace');
  const systems = status?.systems ?? [];
  const places = systems.flatMap((system) => system.places.map(({ jurisdiction }) => jurisdiction));
  return (
    <div class="filter-bar cards-filters">
      <Choice
        label={choice.system}
        value={filters.system}
        options={systems.map((each) => ({ id: each.system, text: each[language] }))}
        choose={(system) => set({ system })}
      />
      <Choice
        label={choice.rung}
        value={filters.rung}
        options={rungOrder.map((id) => ({ id, text: words.rung[id] }))}
        choose={(rung) => set({ rung: rung as Rung | null })}
      />
      <Choice
        label={choice.within}
        value={filters.within}
        options={withinOptions(places, filters.within).map((id) => ({ id, text: id.replaceAll('/', ' / ') }))}
        choose={(within) => set({ within })}
      />
      <Department
        value={filters.department}
        known={departments}
        choose={(department) => department !== filters.department && set({ department })}
      />
      {isNarrowed(filters) && (
        <button type="button" class="plain" onClick={() => set({ ...openCards, state: filters.state })}>
          {words.card.clear}
        </button>
      )}
    </div>
  );
}
