// The marks that a board's annotations put into its charts.
import type { Board, BoardAnnotation, BoardMarks } from '../../../schemas/board.ts';
import type { Answer } from '../api.ts';
import { useRead } from '../use-load.ts';
import { askBoard } from './ask-board.ts';
import type { BoardState } from './board-context.ts';
import type { PanelMark } from './panels/panel-context.ts';

/** The annotations that ask the program; Grafana's own are none of ours. */
export const ownAnnotations = ({ annotations }: Board): BoardAnnotation[] =>
  annotations.list.filter(({ builtIn, target }) => builtIn !== 1 && typeof target?.rawSql === 'string');

export const isOn = (
  { name, enable }: BoardAnnotation,
  switched: Readonly<Record<string, boolean>>,
): boolean => switched[name] ?? enable;

type Needs = Pick<BoardState, 'raw' | 'range' | 'choices' | 'isReady' | 'round' | 'queue'>;

async function readMarks(
  uid: string,
  shown: readonly BoardAnnotation[],
  needs: Needs,
  signal: AbortSignal,
): Promise<Answer<PanelMark[]>> {
  const found: PanelMark[] = [];
  for (const { name, iconColor } of shown) {
    const part = { kind: 'annotations', name } as const;
    const answer: Answer<BoardMarks> = await askBoard(uid, part, needs, needs.queue, signal);
    if (!answer.ok) return answer;
    found.push(...answer.data.marks.map((mark) => ({ ...mark, color: iconColor ?? null })));
  }
  return { ok: true, data: found };
}

const none: readonly PanelMark[] = [];

export function useAnnotations(
  board: Board,
  switched: Readonly<Record<string, boolean>>,
  needs: Needs,
): readonly PanelMark[] {
  const shown = ownAnnotations(board).filter((annotation) => isOn(annotation, switched));
  const names = shown.map(({ name }) => name);
  const isAsked = names.length > 0 && needs.isReady;
  const question = isAsked ? `marks|${board.uid}|${JSON.stringify([names, needs.raw, needs.choices])}` : null;
  const { data } = useRead<PanelMark[]>(question, needs.round, (signal) =>
    readMarks(board.uid, shown, needs, signal),
  );
  return names.length === 0 || data === null ? none : data;
}
