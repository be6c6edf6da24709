// Asks for fresh figures every thirty seconds while somebody can see the page.
import { useCallback, useEffect, useState } from 'preact/hooks';

const periodMs = 30_000;

/** A number that grows when it is time to read again, and a way to ask for it now. */
export function useRefresh(): readonly [number, () => void] {
  const [round, setRound] = useState(0);
  const refresh = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => {
    let last = Date.now();
    const due = () => {
      if (document.visibilityState !== 'visible' || Date.now() - last < periodMs) return;
      last = Date.now();
      refresh();
    };
    const timer = setInterval(due, 1000);
    document.addEventListener('visibilitychange', due);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', due);
    };
  }, [refresh]);
  return [round, refresh];
}
