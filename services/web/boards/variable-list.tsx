// A variable of several values: a list to tick, with All and a search; it holds once the list closes.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { BoardVariable } from '../../../schemas/board.ts';
import { Failure } from '../components/failure.tsx';
import { countText } from '../format.ts';
import { usePage } from '../page-context.ts';
import { useBoard } from './board-context.ts';
import { type CloseReason, Popover } from './popover.tsx';
import { useOptions } from './use-variables.ts';
import {
  allValue,
  type Choice,
  isAll,
  textOfChoice,
  toggled,
  type VariableOption,
} from './variable-choice.ts';
import { labelOf } from './variable-label.ts';

const searchFrom = 8;
const shownAtMost = 200;

/** Up and down go through the ticks, as in a list. */
function moveFocus(event: KeyboardEvent): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const step = steps[event.key];
  if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input')];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  event.preventDefault();
  stops[Math.min(Math.max(at + step, 0), stops.length - 1)]?.focus();
}

const matches = ({ text, value }: VariableOption, search: string): boolean =>
  `${text}\n${value}`.toLowerCase().includes(search.trim().toLowerCase());

interface TicksProps {
  readonly variable: BoardVariable;
  readonly draft: Choice;
  readonly setDraft: (choice: Choice) => void;
  readonly options: readonly VariableOption[];
}

function Tick({ option, ...props }: TicksProps & { readonly option: VariableOption }) {
  const { variable, draft, setDraft } = props;
  return (
    <li>
      <label class="tick">
        <input
          type="checkbox"
          checked={draft.includes(option.value)}
          onChange={() => setDraft(toggled(variable, draft, option.value))}
        />
        <span>{option.text}</span>
      </label>
    </li>
  );
}

function Ticks(props: TicksProps) {
  const { words } = usePage();
  const { variable, options } = props;
  const [search, setSearch] = useState('');
  const found = options.filter((option) => matches(option, search));
  const rest = found.length - shownAtMost;
  const root = useRef<HTMLDivElement>(null);
  // The options may come after the list has opened.
  useEffect(() => root.current?.querySelector('input')?.focus({ preventScroll: true }), []);
  const hint = words.board.searchIn(labelOf(variable));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the ticks inside are heard here
    <div ref={root} class="ticks" onKeyDown={moveFocus}>
      {options.length >= searchFrom && (
        <input
          type="search"
          aria-label={hint}
          placeholder={words.board.search}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <ul>
        {variable.includeAll && search === '' && (
          <Tick {...props} option={{ value: allValue, text: words.board.all }} />
        )}
        {found.slice(0, shownAtMost).map((option) => (
          <Tick key={option.value} {...props} option={option} />
        ))}
      </ul>
      {found.length === 0 && <p class="ticks-note">{words.board.noOption}</p>}
      {rest > 0 && <p class="ticks-note">{words.board.moreOptions(countText(rest))}</p>}
    </div>
  );
}

function ListBody(props: Omit<TicksProps, 'options'> & { readonly close: (reason: CloseReason) => void }) {
  const { words } = usePage();
  const { board, choices, range, queue } = useBoard();
  const { variable, draft, close } = props;
  // The list itself does not depend on what is ticked in it.
  const { [variable.name]: _, ...others } = choices;
  const { options, failure } = useOptions(variable, board.uid, { choices: others, range }, queue);
  if (failure !== null && options === null) return <Failure {...failure} />;
  if (options === null) return <p class="ticks-note">{words.board.waiting}</p>;
  // A value of the address stands in the list even where the board does not know it.
  const strays = draft.filter((value) => value !== allValue && !options.some((each) => each.value === value));
  const whole = [...strays.map((value) => ({ value, text: value })), ...options];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        close('done');
      }}
    >
      <Ticks {...props} options={whole} />
      <p class="ticks-foot">
        <span role="status">
          {isAll(draft) ? words.board.all : words.board.chosen(countText(draft.length))}
        </span>
        <button type="submit" class="primary">
          {words.board.choose}
        </button>
      </p>
    </form>
  );
}

export function VariableList({ variable }: { readonly variable: BoardVariable }) {
  const { words } = usePage();
  const { choices, options, change } = useBoard();
  const choice = choices[variable.name] ?? [];
  const [draft, setDraft] = useState<Choice>(choice);
  const text = textOfChoice(choice, options[variable.name] ?? null, words.board.all);
  const label = labelOf(variable);
  const finish = (reason: CloseReason) => {
    const isSame = JSON.stringify(draft.toSorted()) === JSON.stringify(choice.toSorted());
    if (reason !== 'escape' && !isSame) change({ variables: { [variable.name]: draft } });
  };
  return (
    <div class="variable">
      {variable.hide !== 1 && <span aria-hidden="true">{label}</span>}
      <Popover
        label={`${label}: ${text}`}
        text={<span class="chosen">{text}</span>}
        onOpen={() => setDraft(choice)}
        onClose={finish}
      >
        {(close) => <ListBody variable={variable} draft={draft} setDraft={setDraft} close={close} />}
      </Popover>
    </div>
  );
}
