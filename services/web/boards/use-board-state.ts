// Gathers what a board shows from its address, its own defaults and the options of its variables.
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { Board } from '../../../schemas/board.ts';
import { usePage } from '../page-context.ts';
import { type BoardPlace, readPlace } from '../place.ts';
import type { BoardState, QueryChange } from './board-context.ts';
import { openQueue } from './query-queue.ts';
import { rangeOf } from './time-range.ts';
import { useAnnotations } from './use-annotations.ts';
import { usePrint } from './use-print.ts';
import { useVariables } from './use-variables.ts';

const questionsAtOnce = 4;

/** The auto-refresh in force: the address, else the board's own. */
export function everyOf({ refresh }: Board, asked: string | null): string {
  const every = asked ?? (refresh === false ? '' : refresh);
  return every === 'off' ? '' : every;
}

function changed(place: BoardPlace, { variables, ...rest }: QueryChange): BoardPlace {
  const { query } = place;
  return { ...place, query: { ...query, ...rest, variables: { ...query.variables, ...variables } } };
}

function useRange(board: Board, place: BoardPlace, round: number) {
  const { from, to } = place.query;
  return useMemo(() => {
    const raw = { from: from ?? board.time.from, to: to ?? board.time.to };
    const zone = board.timezone === 'browser' || board.timezone === '' ? 'Asia/Shanghai' : board.timezone;
    const now = Date.now();
    const range = rangeOf(raw, now, zone);
    if (range !== null) return { raw, zone, range, isBadRange: false };
    const own = rangeOf(board.time, now, zone) ?? { from: now - 90 * 86_400_000, to: now };
    return { raw: board.time, zone, range: own, isBadRange: true };
    // A new round moves `now`.
  }, [board, from, to, round]);
}

export function useBoardState(board: Board, round: number, refresh: () => void): BoardState {
  const { place: somewhere, navigate } = usePage();
  const place = somewhere.page === 'board' ? somewhere : (readPlace('/', '') as BoardPlace);
  const time = useRange(board, place, round);
  const [queue] = useState(() => openQueue(questionsAtOnce));
  const variables = useVariables(board, place.query.variables, { range: time.range, round, queue });
  const [switched, setSwitched] = useState<Record<string, boolean>>({});
  const annotations = useAnnotations(board, switched, { ...time, ...variables, round, queue });
  const { isPrinting, print } = usePrint(queue);
  const placeWith = useCallback((change: QueryChange) => changed(place, change), [place]);
  return {
    board,
    ...time,
    ...variables,
    every: everyOf(board, place.query.refresh),
    round,
    refresh,
    annotations,
    switched,
    switchAnnotation: (name, isOn) => setSwitched({ ...switched, [name]: isOn }),
    placeWith,
    change: (change) => navigate(placeWith(change)),
    queue,
    isPrinting,
    print,
  };
}
