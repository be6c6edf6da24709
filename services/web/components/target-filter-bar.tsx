// Narrows the catalogue by document, domain, whether it is measured, and words.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CatalogueTarget } from '../../../schemas/target.ts';
import { usePage } from '../page-context.ts';
import { everyTarget, type TargetFilters, type TargetState, targetStates, targetsPlace } from '../place.ts';
import { wordFor } from '../words.ts';

interface ChoiceProps {
  readonly label: string;
  readonly value: string | null;
  readonly options: readonly { readonly id: string; readonly text: string }[];
  readonly choose: (id: string | null) => void;
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  const { words } = usePage();
  return (
    <label class="order">
      <span>{label}</span>
      <select value={value ?? ''} onChange={(event) => choose(event.currentTarget.value || null)}>
        <option value="">{words.targets.any}</option>
        {options.map(({ id, text }) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Search({ filters, set }: { filters: TargetFilters; set: (search: string) => void }) {
  const { words } = usePage();
  const [text, setText] = useState(filters.search);
  const sent = useRef(filters.search);
  useEffect(() => {
    if (filters.search !== sent.current) setText(filters.search);
    sent.current = filters.search;
  }, [filters.search]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      set(text);
    }, 250);
    return () => clearTimeout(timer);
  }, [text, set]);
  return (
    <label class="search">
      <span>{words.targets.search}</span>
      <input
        type="search"
        value={text}
        placeholder={words.targets.searchHint}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </label>
  );
}

const named = (ids: Iterable<string>, text: (id: string) => string) =>
  [...new Set(ids)]
    .map((id) => ({ id, text: text(id) }))
    .toSorted((a, b) => a.text.localeCompare(b.text, 'zh'));

interface Props {
  readonly filters: TargetFilters;
  readonly targets: readonly CatalogueTarget[];
}

export function TargetFilterBar({ filters, targets }: Props) {
  const { words, place, navigate } = usePage();
  const show = (next: TargetFilters) => navigate(targetsPlace(next, place), 'replace');
  const set = (change: Partial<TargetFilters>) => show({ ...filters, ...change });
  const titles = new Map(targets.map(({ document }) => [document.id, document.number ?? document.title]));
  const narrowed = Object.values(filters).some(Boolean);
  return (
    <div class="filter-bar target-filters">
      <Search filters={filters} set={(search) => set({ search })} />
      <Choice
        label={words.targets.document}
        value={filters.document}
        options={named(titles.keys(), (id) => titles.get(id) ?? id)}
        choose={(document) => set({ document })}
      />
      <Choice
        label={words.targets.domain}
        value={filters.domain}
        options={named(
          targets.map(({ domain }) => domain),
          (id) => wordFor(words.domain, id),
        )}
        choose={(domain) => set({ domain })}
      />
      <Choice
        label={words.targets.state}
        value={filters.state}
        options={targetStates.map((id) => ({ id, text: words.targetState[id] }))}
        choose={(state) => set({ state: state as TargetState | null })}
      />
      {narrowed && (
        <button type="button" class="plain" onClick={() => show(everyTarget)}>
          {words.targets.clear}
        </button>
      )}
    </div>
  );
}
