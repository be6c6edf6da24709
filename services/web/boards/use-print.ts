// Prints the whole board: every panel is read and laid out for paper before the browser's dialogue opens.
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { QueryQueue } from './query-queue.ts';

const settleMs = 400;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Panels ask once they are mounted, so the queue is idle for good only after a pause. */
async function everythingShown(queue: QueryQueue): Promise<void> {
  await wait(settleMs);
  await queue.whenIdle();
  await wait(settleMs);
}

export function usePrint(queue: QueryQueue): { readonly isPrinting: boolean; readonly print: () => void } {
  const [isPrinting, setPrinting] = useState(false);
  const print = useCallback(() => setPrinting(true), []);
  useEffect(() => {
    if (!isPrinting) return;
    let isCurrent = true;
    everythingShown(queue).then(() => {
      if (!isCurrent) return;
      window.print();
      setPrinting(false);
    });
    return () => {
      isCurrent = false;
    };
  }, [isPrinting, queue]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'p' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      print();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [print]);
  return { isPrinting, print };
}
