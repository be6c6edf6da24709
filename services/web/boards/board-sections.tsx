// The rows of a board and the panels under each; a row folds and unfolds.
import { useMemo, useState } from 'preact/hooks';
import { usePage } from '../page-context.ts';
import { useBoard } from './board-context.ts';
import { cellOf, type Section, sectionsOf } from './grid-sections.ts';
import { PanelCard } from './panel-card.tsx';
import { useTitleText } from './use-panel-context.ts';

function RowHead({ title, isFolded, toggle }: { title: string; isFolded: boolean; toggle: () => void }) {
  const { words } = usePage();
  const text = useTitleText()(title);
  return (
    <h2 class="board-row">
      <button
        type="button"
        aria-expanded={!isFolded}
        title={(isFolded ? words.board.unfold : words.board.fold)(text)}
        onClick={toggle}
      >
        <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
          <path d="M4 6l4 4 4-4" fill="none" stroke="currentColor" stroke-width="2" />
        </svg>
        {text}
      </button>
    </h2>
  );
}

function SectionPart({ section }: { readonly section: Section }) {
  const { isPrinting } = useBoard();
  const [isFolded, setFolded] = useState(section.isFolded);
  return (
    <section class="board-section">
      {section.row !== null && (
        <RowHead title={section.row.title} isFolded={isFolded} toggle={() => setFolded(!isFolded)} />
      )}
      {(!isFolded || isPrinting) && section.panels.length > 0 && (
        <div class="board-grid">
          {section.panels.map((panel) => (
            <PanelCard key={panel.id} panel={panel} cell={cellOf(panel, section.panels)} />
          ))}
        </div>
      )}
    </section>
  );
}

export function BoardSections() {
  const { board } = useBoard();
  const sections = useMemo(() => sectionsOf(board.panels), [board]);
  return (
    <>
      {sections.map((section, index) => (
        <SectionPart key={section.row?.id ?? `top-${index}`} section={section} />
      ))}
    </>
  );
}
