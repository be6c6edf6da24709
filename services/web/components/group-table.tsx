// Indicators by department and channel; a row filters the case list, a heading orders the rows.
import { useState } from 'preact/hooks';
import type { IndicatorId, IndicatorRow } from '../../../schemas/indicator.ts';
import { countText, percentText } from '../format.ts';
import { defaultGroupSort, type GroupLine, groupLines, sortLines } from '../groups.ts';
import { usePage } from '../page-context.ts';
import { type GroupKey, groupKeys, type Place } from '../place.ts';
import { showList } from '../show-list.ts';
import { Mark } from './mark.tsx';
import { ShareBar } from './share-bar.tsx';
import { SortHeading } from './sort-heading.tsx';

const foldAbove = 10;
const foldTo = 8;

const counts: readonly IndicatorId[] = [
  'cases',
  'ended',
  'ended_after_deadline',
  'open',
  'open_overdue',
  'at_risk',
  'paused',
];
const alarming: Partial<Record<IndicatorId, 'late' | 'risk'>> = {
  ended_after_deadline: 'late',
  open_overdue: 'late',
  at_risk: 'risk',
};

interface CountProps {
  readonly line: GroupLine;
  readonly id: IndicatorId;
  readonly wide?: boolean;
}

function Count({ line, id, wide }: CountProps) {
  const value = line.figures[id]?.value ?? null;
  const tone = value === null || value === 0 ? 'zero' : (alarming[id] ?? 'calm');
  return (
    <td class={`number tone-${tone}${wide ? ' wide' : ''}`}>
      {id === 'open_overdue' && tone === 'late' && <Mark name="overdue" />}
      {value === null ? '—' : countText(value)}
    </td>
  );
}

function Share({ line }: { readonly line: GroupLine }) {
  const share = line.figures.on_time_share;
  const value = share?.value ?? null;
  return (
    <td class="share-cell">
      <div class="share-line">
        <ShareBar value={value} />
        <span class="share-number">{value === null ? '—' : percentText(value)}</span>
        <span class="share-n">n {countText(share?.n ?? 0)}</span>
      </div>
    </td>
  );
}

const isChosen = (place: Place, line: GroupLine) =>
  groupKeys.every((key) => place.filters[key] === line.names[key]);

function Row({ line, folded }: { readonly line: GroupLine; readonly folded: boolean }) {
  const { words, place, navigate } = usePage();
  const chosen = isChosen(place, line);
  const name = (key: GroupKey) => line.names[key] || words.groups.none;
  const toggle = () => {
    navigate({ ...place, filters: chosen ? {} : line.names });
    if (!chosen) showList();
  };
  return (
    <tr class={chosen ? 'chosen' : folded ? 'folded' : undefined} onClick={toggle}>
      <th scope="row">
        <button
          type="button"
          class="row-button"
          aria-pressed={chosen}
          aria-label={words.groups.filter(`${name('department')}, ${name('channel')}`)}
          onClick={(event) => {
            event.stopPropagation();
            toggle();
          }}
        >
          {name('department')}
        </button>
        <span class="only-narrow under">{name('channel')}</span>
      </th>
      <td class="wide">{name('channel')}</td>
      <Count line={line} id="cases" />
      <Count line={line} id="ended" wide />
      <Share line={line} />
      {counts.slice(2).map((id) => (
        <Count key={id} line={line} id={id} />
      ))}
    </tr>
  );
}

export function GroupTable({ rows }: { readonly rows: readonly IndicatorRow[] }) {
  const { words, place } = usePage();
  const sort = place.groupSort ?? defaultGroupSort;
  const lines = sortLines(groupLines(rows), sort);
  const [whole, setWhole] = useState(false);
  const folds = lines.length > foldAbove;
  const folded = (index: number) => folds && !whole && index >= foldTo && !isChosen(place, lines[index]!);
  if (lines.length === 0) return <p class="nothing">{words.groups.empty}</p>;
  const heading = (column: GroupKey | IndicatorId, text: string, kind: string) => (
    <SortHeading key={column} column={column} text={text} kind={kind} sort={sort} />
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <section class="scroll" aria-labelledby="groups-heading" tabIndex={0}>
      <table class="groups">
        <caption class="hidden">{words.groups.caption}</caption>
        <thead>
          <tr>
            {groupKeys.map((key) => heading(key, words.group[key], key === 'channel' ? 'wide' : 'text'))}
            {heading('cases', words.indicator.cases, 'number')}
            {heading('ended', words.indicator.ended, 'number wide')}
            {heading('on_time_share', words.indicator.on_time_share, 'share-head')}
            {counts.slice(2).map((id) => heading(id, words.indicator[id], 'number'))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <Row key={line.key} line={line} folded={folded(index)} />
          ))}
        </tbody>
      </table>
      {folds && (
        <p class="unfold no-print">
          <button type="button" class="plain" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? words.groups.fewer : words.groups.all(countText(lines.length))}
          </button>
        </p>
      )}
    </section>
  );
}
