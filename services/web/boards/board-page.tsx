// One board: its bar, what to know of its choice, and its panels.
import { useEffect, useRef } from 'preact/hooks';
import type { Board } from '../../../schemas/board.ts';
import type { Status } from '../../../schemas/indicator.ts';
import { boardAddress } from '../api.ts';
import { Failure } from '../components/failure.tsx';
import { usePage } from '../page-context.ts';
import { useLoad } from '../use-load.ts';
import { useRefresh } from '../use-refresh.ts';
import { BoardBar } from './board-bar.tsx';
import { BoardContext } from './board-context.ts';
import { BoardNotes } from './board-notes.tsx';
import { BoardSections } from './board-sections.tsx';
import { stepMs } from './time-range.ts';
import { everyOf, useBoardState } from './use-board-state.ts';

interface Props {
  readonly uid: string;
  readonly status: Status | null;
}

/** Room for a board that is on its way, so that nothing jumps. */
function Bones() {
  const { words } = usePage();
  return (
    <div class="board-grid bones" role="status" aria-label={words.board.waiting}>
      {['stat', 'stat', 'stat', 'stat', 'wide', 'wide'].map((kind, index) => (
        <span key={index} class={`bone bone-${kind}`} />
      ))}
    </div>
  );
}

export function BoardPage({ uid, status }: Props) {
  const { words } = usePage();
  const { data, failure } = useLoad<Board>(`board|${uid}`, boardAddress(uid), '');
  if (data !== null) return <WholeBoard board={data} status={status} />;
  const title = failure?.status === 404 ? { title: words.board.missing } : {};
  return (
    <main id="main" class="board" tabIndex={-1}>
      {failure === null ? <Bones /> : <Failure {...failure} {...title} />}
    </main>
  );
}

let hasShownOne = false;

/** A board reached from elsewhere on this page begins at its heading. */
function useHeadingFocus() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hasShownOne) heading.current?.focus({ preventScroll: true });
    hasShownOne = true;
  }, []);
  return heading;
}

function WholeBoard({ board, status }: { readonly board: Board; readonly status: Status | null }) {
  const { place } = usePage();
  const asked = place.page === 'board' ? place.query.refresh : null;
  const [round, refresh] = useRefresh(stepMs(everyOf(board, asked)));
  const state = useBoardState(board, round, refresh);
  const heading = useHeadingFocus();
  useEffect(() => {
    document.title = `${board.title} · 时限 Shixian`;
  }, [board.title]);
  return (
    <BoardContext.Provider value={state}>
      <BoardBar heading={heading} />
      <main id="main" class={state.isPrinting ? 'board board-printing' : 'board'} tabIndex={-1}>
        <BoardNotes status={status} />
        <BoardSections />
      </main>
    </BoardContext.Provider>
  );
}
