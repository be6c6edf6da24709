// Turns the marks in the charts on and off, kind by kind.
import { usePage } from '../page-context.ts';
import { useBoard } from './board-context.ts';
import { isOn, ownAnnotations } from './use-annotations.ts';

export function AnnotationToggles() {
  const { words } = usePage();
  const { board, switched, switchAnnotation } = useBoard();
  const offered = ownAnnotations(board).filter(({ hide }) => hide !== true);
  if (offered.length === 0) return null;
  return (
    <fieldset class="marks">
      <legend class="hidden">{words.board.marks}</legend>
      {offered.map((annotation) => (
        <label key={annotation.name} class="toggle">
          <input
            type="checkbox"
            checked={isOn(annotation, switched)}
            onChange={(event) => switchAnnotation(annotation.name, event.currentTarget.checked)}
          />
          <span>{annotation.name}</span>
        </label>
      ))}
    </fieldset>
  );
}
