// When to read again: after a period while the page can be seen, or when asked.
import { useCallback, useEffect, useState } from 'preact/hooks';

/** A number that grows when it is time to read again, and a way to ask for it now; without a period, only when asked. */
export function useRefresh(periodMs: number | null): readonly [number, () => void] {
  const [round, setRound] = useState(0);
  const refresh = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => {
    if (periodMs === null) return;
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
  }, [refresh, periodMs]);
  return [round, refresh];
}
