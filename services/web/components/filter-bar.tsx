// Search, order and the filters in force above the case list.
import { useEffect, useRef, useState } from 'preact/hooks';
import { usePage } from '../page-context.ts';
import { type Filters, groupKeys, type Sort, sortOf, sorts } from '../place.ts';

const typingPauseMs = 250;

function Search() {
  const { words, place, navigate } = usePage();
  const [text, setText] = useState(place.search);
  const sent = useRef(place.search);
  useEffect(() => {
    if (place.search !== sent.current) setText(place.search);
    sent.current = place.search;
  }, [place.search]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      navigate({ ...place, search: text }, 'replace');
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [text, place, navigate]);
  return (
    <label class="search">
      <span>{words.list.search}</span>
      <input
        type="search"
        value={text}
        placeholder={words.list.searchHint}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </label>
  );
}

function Order() {
  const { words, place, navigate } = usePage();
  const choose = (sort: Sort) => navigate({ ...place, sort }, 'replace');
  return (
    <label class="order">
      <span>{words.list.sort}</span>
      <select value={sortOf(place)} onChange={(event) => choose(event.currentTarget.value as Sort)}>
        {sorts.map((sort) => (
          <option key={sort} value={sort}>
            {words.sort[sort]}
          </option>
        ))}
      </select>
    </label>
  );
}

function Chips() {
  const { words, place, navigate } = usePage();
  const active = groupKeys.filter((key) => place.filters[key] !== undefined);
  if (active.length === 0) return null;
  const without = (gone: string): Filters =>
    Object.fromEntries(Object.entries(place.filters).filter(([key]) => key !== gone));
  return (
    <ul class="chips" aria-label={words.list.filters}>
      {active.map((key) => {
        const text = `${words.group[key]}: ${place.filters[key] || words.groups.none}`;
        return (
          <li key={key}>
            <button
              type="button"
              class="chip"
              aria-label={words.list.remove(text)}
              onClick={() => navigate({ ...place, filters: without(key) })}
            >
              {text} <span aria-hidden="true">✕</span>
            </button>
          </li>
        );
      })}
      <li>
        <button type="button" class="plain" onClick={() => navigate({ ...place, filters: {} })}>
          {words.list.clear}
        </button>
      </li>
    </ul>
  );
}

export function FilterBar() {
  return (
    <div class="filter-bar">
      <Search />
      <Order />
      <Chips />
    </div>
  );
}
