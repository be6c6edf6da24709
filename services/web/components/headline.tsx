// The headline figures: the on-time share with what it rests on, and every count beside it.
import { Fragment } from 'preact';
import type { IndicatorId } from '../../../schemas/indicator.ts';
import { amountText, countText, percentText } from '../format.ts';
import type { Figures } from '../groups.ts';
import { usePage } from '../page-context.ts';
import type { Tab } from '../place.ts';
import { showList } from '../show-list.ts';
import { Link } from './link.tsx';
import { Mark, type MarkName } from './mark.tsx';
import { ShareBar } from './share-bar.tsx';

interface TileOf {
  readonly id: IndicatorId;
  readonly mark: MarkName;
  readonly tone: 'late' | 'risk' | 'calm';
  readonly tab: Tab | null;
}

const tiles: readonly TileOf[] = [
  { id: 'cases', mark: 'cases', tone: 'calm', tab: 'all' },
  { id: 'ended', mark: 'ended', tone: 'calm', tab: 'ended' },
  { id: 'ended_after_deadline', mark: 'late', tone: 'late', tab: 'late' },
  { id: 'unknown', mark: 'unknown', tone: 'risk', tab: null },
  { id: 'open', mark: 'running', tone: 'calm', tab: 'open' },
  { id: 'open_overdue', mark: 'overdue', tone: 'late', tab: 'overdue' },
  { id: 'at_risk', mark: 'risk', tone: 'risk', tab: 'at-risk' },
  { id: 'paused', mark: 'paused', tone: 'calm', tab: null },
];

function Tile({ tile, figures }: { readonly tile: TileOf; readonly figures: Figures }) {
  const { words, place } = usePage();
  const value = figures[tile.id]?.value ?? null;
  const tone = value === null || value === 0 ? 'calm' : tile.tone;
  const body = (
    <>
      <span class="tile-name">
        <Mark name={tile.mark} />
        {words.indicator[tile.id]}
      </span>
      <span class="tile-value">{value === null ? '—' : countText(value)}</span>
      <span class="tile-note">{words.indicatorNote[tile.id]}</span>
    </>
  );
  return (
    <li class={`tile tone-${tone}`}>
      {tile.tab === null ? (
        <div class="tile-body">{body}</div>
      ) : (
        <Link
          to={{ ...place, tab: tile.tab, sort: null, filters: {}, search: '' }}
          class="tile-body"
          current={place.tab === tile.tab}
          title={words.headline.show(words.indicator[tile.id])}
          then={showList}
        >
          {body}
        </Link>
      )}
    </li>
  );
}

const leftOut: readonly IndicatorId[] = ['open', 'void', 'unknown', 'not_applicable', 'no_target'];

function Elapsed({ figures }: { readonly figures: Figures }) {
  const { words, language } = usePage();
  const [median, p90] = [figures.elapsed_median, figures.elapsed_p90];
  if (median === undefined || median.value === null) return null;
  return (
    <p class="share-elapsed">
      {words.headline.elapsed}
      {language === 'zh' ? '：' : ': '}
      {words.headline.median} <b>{amountText(median.value, median.unit, language)}</b>
      {p90 !== undefined && p90.value !== null && (
        <>
          {language === 'zh' ? '，' : ', '}
          {words.headline.p90} <b>{amountText(p90.value, p90.unit, language)}</b>
        </>
      )}
    </p>
  );
}

export function Headline({ figures }: { readonly figures: Figures }) {
  const { words, language } = usePage();
  const share = figures.on_time_share;
  const value = share?.value ?? null;
  return (
    <div class="headline-grid">
      <div class="share">
        <h2 class="share-name">{words.indicator.on_time_share}</h2>
        <p class="share-value">{value === null ? '—' : percentText(value)}</p>
        <ShareBar value={value} />
        <p class="share-basis">
          {value === null || share === undefined
            ? words.headline.none
            : words.headline.basis(countText(share.n))}
        </p>
        <p class="share-left-out">
          {words.headline.leftOut}
          {language === 'zh' ? '：' : ': '}
          {leftOut.map((id, index) => (
            <Fragment key={id}>
              <span>
                {words.indicator[id]} {countText(figures[id]?.value ?? 0)}
                {index < leftOut.length - 1 && ' ·'}
              </span>{' '}
            </Fragment>
          ))}
        </p>
        <Elapsed figures={figures} />
      </div>
      <ul class="tiles">
        {tiles.map((tile) => (
          <Tile key={tile.id} tile={tile} figures={figures} />
        ))}
      </ul>
    </div>
  );
}
