// What a panel shows, asked for once it is near and whenever the range or a choice changes.
import { useState } from 'preact/hooks';
import type { BoardFrames } from '../../../schemas/board.ts';
import { type Load, useRead } from '../use-load.ts';
import { askBoard } from './ask-board.ts';
import { useBoard } from './board-context.ts';
import type { PlainPanel } from './grid-sections.ts';
import { intervalOf, stepMs } from './time-range.ts';

/** Points across a whole board; a panel has its share. */
const pointsAcross = 1400;

export interface PanelLoad extends Load<BoardFrames> {
  readonly retry: () => void;
}

export function usePanelFrames(panel: PlainPanel, isNear: boolean): PanelLoad {
  const { board, raw, range, choices, isReady, round, queue } = useBoard();
  const [tries, setTries] = useState(0);
  const isAsked = isNear && isReady && panel.targets.length > 0;
  const points = panel.maxDataPoints ?? Math.round((panel.gridPos.w / 24) * pointsAcross);
  const least = typeof panel.interval === 'string' ? (stepMs(panel.interval) ?? 1000) : 1000;
  const intervalMs = intervalOf(range, points, least);
  const { x, y } = panel.gridPos;
  const part = { kind: 'query', panelId: panel.id, intervalMs, rank: y * 24 + x } as const;
  const question = isAsked ? `panel|${board.uid}|${panel.id}|${JSON.stringify([raw, choices])}` : null;
  const load = useRead<BoardFrames>(question, `${round}|${tries}`, (signal) =>
    askBoard(board.uid, part, { range, choices }, queue, signal),
  );
  return { ...load, retry: () => setTries(tries + 1) };
}
