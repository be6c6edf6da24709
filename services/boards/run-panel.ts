// Runs the queries of one panel, one after another, so that a board with many panels leaves room for other readers.
import {
  type Board,
  type BoardFrame,
  type BoardFrames,
  type BoardTarget,
  type PlainPanel,
  targetFormats,
} from '../../schemas/board.ts';
import { QueryProblem } from './query-problem.ts';
import { type Frame, isInstant, readFrame } from './read-frame.ts';
import { type Asked, settledSql } from './settle-variables.ts';

/** Every panel of a board, those in collapsed rows among them. */
export const panelsOf = ({ panels }: Board): readonly PlainPanel[] =>
  panels.flatMap((panel) => [panel, ...panel.panels]);

export async function runPanel(asked: Asked, panelId: number): Promise<BoardFrames> {
  const panel = panelsOf(asked.board).find(({ id }) => id === panelId);
  if (panel === undefined) throw panelNotFound(asked.board, panelId);
  const frames: BoardFrame[] = [];
  for (const target of panel.targets) if (!target.hide) frames.push(await runTarget(asked, panel, target));
  return { frames };
}

async function runTarget(asked: Asked, panel: PlainPanel, target: BoardTarget): Promise<BoardFrame> {
  const { refId } = target;
  const format = targetFormats[target.format];
  const what = `panel ${panel.id} "${panel.title}" query ${refId}`;
  const read = await readFrame(asked.db, await settledSql(asked, target.rawSql), what);
  const { columns, rows, truncated } = format === 'timeseries' ? inOrderOfTime(read) : read;
  return { refId, format, columns: [...columns], rows: [...rows], truncated };
}

/** Rows of one instant stay in their order. */
function inOrderOfTime(frame: Frame): Frame {
  const time = frame.columns.findIndex(({ type }) => isInstant(type));
  if (time === -1) return frame;
  return { ...frame, rows: frame.rows.toSorted((a, b) => Number(a[time]) - Number(b[time])) };
}

const panelNotFound = ({ uid }: Board, panelId: number): QueryProblem => {
  const message = `board ${uid} has no panel ${panelId}`;
  return new QueryProblem(404, { code: 'panel-not-found', message, field: 'panelId', value: panelId });
};
