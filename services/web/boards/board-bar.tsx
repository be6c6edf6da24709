// The bar of a board: its title, what it shows, when, and how often it reads anew.
import type { RefObject } from 'preact';
import { usePage } from '../page-context.ts';
import { AnnotationToggles } from './annotation-toggles.tsx';
import { useBoard } from './board-context.ts';
import { BoardLinks } from './board-links.tsx';
import { InfoTip } from './info-tip.tsx';
import { RefreshSelect } from './refresh-select.tsx';
import { TimePicker } from './time-picker.tsx';
import { VariableBar } from './variable-bar.tsx';

function PrintButton() {
  const { words } = usePage();
  const { print, isPrinting } = useBoard();
  return (
    <button
      type="button"
      class="tool"
      title={words.board.print}
      aria-label={words.board.print}
      disabled={isPrinting}
      onClick={print}
    >
      <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
        <path
          d="M4.500 6V2h7v4M4.500 12H2.500V6.500h11V12h-2M4.500 9.500h7V14h-7Z"
          fill="none"
          stroke="currentColor"
          stroke-width="1.400"
        />
      </svg>
    </button>
  );
}

export function BoardBar({ heading }: { readonly heading: RefObject<HTMLHeadingElement | null> }) {
  const { board } = useBoard();
  return (
    <div class="board-bar">
      <div class="board-head">
        <h1 ref={heading} tabIndex={-1}>
          {board.title}
        </h1>
        {board.description !== '' && <InfoTip title={board.title} text={board.description} />}
        <div class="board-tools">
          <BoardLinks />
          <TimePicker />
          <RefreshSelect />
          <PrintButton />
        </div>
      </div>
      <VariableBar>
        <AnnotationToggles />
      </VariableBar>
    </div>
  );
}
