// A panel's card: its title and what it means, its state, and the panel drawn in it.
import { useId, useMemo } from 'preact/hooks';
import type { BoardFrame } from '../../../schemas/board.ts';
import { Failure } from '../components/failure.tsx';
import { usePage } from '../page-context.ts';
import { useBoard } from './board-context.ts';
import { downloadFrame } from './download-frame.ts';
import type { Cell, PlainPanel } from './grid-sections.ts';
import { InfoTip } from './info-tip.tsx';
import { fillAddress, safeAddress } from './interpolate.ts';
import { Panel } from './panels/panel.tsx';
import { useNear } from './use-near.ts';
import { usePanelContext, useScope, useTitleText } from './use-panel-context.ts';
import { type PanelLoad, usePanelFrames } from './use-panel-frames.ts';

interface Props {
  readonly panel: PlainPanel;
  readonly cell: Cell;
}

const noFrames: readonly BoardFrame[] = [];

function Body({ panel, load }: { readonly panel: PlainPanel; readonly load: PanelLoad }) {
  const { words } = usePage();
  const context = usePanelContext();
  const { data, failure, retry } = load;
  const isText = panel.targets.length === 0;
  if (isText || data !== null)
    return <Panel panel={panel} frames={data?.frames ?? noFrames} context={context} />;
  if (failure !== null) return <Failure {...failure} retry={retry} />;
  return (
    <div class="card-waiting" role="status" aria-label={words.board.waiting}>
      <span class="bone" />
    </div>
  );
}

function Download({ title, frames }: { readonly title: string; readonly frames: readonly BoardFrame[] }) {
  const { words } = usePage();
  const { zone } = useBoard();
  const label = words.board.download(title);
  return (
    <button
      type="button"
      class="card-tool no-print"
      title={label}
      aria-label={label}
      onClick={() => downloadFrame(title, frames[0]!, zone)}
    >
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d="M8 2v7M5 6.500l3 3 3-3M3 13h10" fill="none" stroke="currentColor" stroke-width="1.600" />
      </svg>
    </button>
  );
}

function Links({ panel }: { readonly panel: PlainPanel }) {
  const scope = useScope();
  const titleText = useTitleText();
  return (
    <>
      {panel.links.map(({ title, url, targetBlank }) => {
        const href = safeAddress(fillAddress(url, scope));
        return href === null ? null : (
          <a key={title} class="card-link no-print" href={href} target={targetBlank ? '_blank' : undefined}>
            {titleText(title)}
          </a>
        );
      })}
    </>
  );
}

function Trouble({ load }: { readonly load: PanelLoad }) {
  const { words } = usePage();
  const { data, failure } = load;
  if (data === null) return null;
  const truncated = data.frames.some((frame) => frame.truncated) ? words.board.truncated : null;
  const said =
    failure === null ? truncated : `${words.board.refreshFailed} ${failure.problems[0]?.message ?? ''}`;
  if (said === null) return null;
  return (
    <span class={failure === null ? 'card-trouble' : 'card-trouble card-failed'} role="status" title={said}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path
          d="M8 1.500 15 14.200H1ZM7.200 6v4h1.600V6Zm0 5.200v1.600h1.600v-1.600Z"
          fill="currentColor"
          fill-rule="evenodd"
        />
      </svg>
      <span class="hidden">{said}</span>
    </span>
  );
}

/** A table or a list of bars is worth taking along; a single figure is not. */
const isTakenAlong = (frames: readonly BoardFrame[]): boolean => (frames[0]?.rows.length ?? 0) > 1;

export function PanelCard({ panel, cell }: Props) {
  const { isPrinting } = useBoard();
  const [ref, isNear] = useNear<HTMLElement>();
  const load = usePanelFrames(panel, isNear || isPrinting);
  const heading = useId();
  const title = useTitleText()(panel.title);
  const frames = load.data?.frames ?? noFrames;
  const style = useMemo(
    () => ({ '--column': cell.column, '--row': cell.row, '--lines': String(panel.gridPos.h) }),
    [cell.column, cell.row, panel.gridPos.h],
  );
  const isText = panel.type === 'text';
  const isShown = isText || isNear || isPrinting;
  const isWaiting = load.waiting && isShown && !isText;
  const kinds = [
    `card-${panel.type}`,
    panel.transparent ? 'card-bare' : '',
    panel.gridPos.w > 6 ? 'card-wide' : '',
  ];
  return (
    <section
      ref={ref}
      class={['card', ...kinds].filter(Boolean).join(' ')}
      style={style}
      aria-labelledby={title === '' ? undefined : heading}
      aria-busy={isWaiting}
    >
      {title !== '' && (
        <header class="card-head">
          <h3 id={heading} title={title}>
            {title}
          </h3>
          {panel.description && <InfoTip title={title} text={panel.description} />}
          <Trouble load={load} />
          <Links panel={panel} />
          {isTakenAlong(frames) && <Download title={title} frames={frames} />}
        </header>
      )}
      {isWaiting && load.data !== null && <span class="card-progress" />}
      <div class="card-body">{isShown && <Body panel={panel} load={load} />}</div>
    </section>
  );
}
