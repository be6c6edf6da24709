// What every part of a board may need: the board, its range and choices, and how to change them.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Board } from '../../../schemas/board.ts';
import type { BoardPlace } from '../place.ts';
import type { Load } from '../use-load.ts';
import type { BoardQuery } from './board-query.ts';
import type { PanelMark } from './panels/panel-context.ts';
import type { QueryQueue } from './query-queue.ts';
import type { RawRange, TimeRange } from './time-range.ts';
import type { Choices, VariableOption } from './variable-choice.ts';

/** Variables named here are set, the others stay. */
export type QueryChange = Partial<BoardQuery>;

export interface BoardState {
  readonly board: Board;
  readonly zone: string;
  /** As the address or the board has it. */
  readonly raw: RawRange;
  /** The raw range at the last reading. */
  readonly range: TimeRange;
  readonly isBadRange: boolean;
  /** The auto-refresh in force, such as `1m`; '' is off. */
  readonly every: string;
  /** Grows with every reading. */
  readonly round: number;
  readonly refresh: () => void;
  readonly choices: Choices;
  /** Options known so far, by variable. */
  readonly options: Readonly<Record<string, readonly VariableOption[]>>;
  readonly optionsFailure: Load<unknown>['failure'];
  /** False until every variable has a choice. */
  readonly isReady: boolean;
  readonly annotations: readonly PanelMark[];
  /** Annotations that the reader has turned off or on against the board. */
  readonly switched: Readonly<Record<string, boolean>>;
  readonly switchAnnotation: (name: string, isOn: boolean) => void;
  readonly placeWith: (change: QueryChange) => BoardPlace;
  readonly change: (change: QueryChange) => void;
  readonly queue: QueryQueue;
  /** True while everything is shown for paper. */
  readonly isPrinting: boolean;
  readonly print: () => void;
}

export const BoardContext = createContext<BoardState | null>(null);

export function useBoard(): BoardState {
  const state = useContext(BoardContext);
  if (state === null) throw new Error('a part of a board stands outside of a board');
  return state;
}
