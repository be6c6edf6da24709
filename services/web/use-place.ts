// Keeps the place and the address bar the same thing, with the browser's own back and forward.
import { useCallback, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { type Place, pathOf, placeAddress, readPlace } from './place.ts';

export type Navigate = (next: Place, how?: 'push' | 'replace') => void;

const here = () => readPlace(location.pathname, location.search);
const scrollOf = (state: unknown): number | null =>
  typeof state === 'object' && state !== null && 'scroll' in state ? Number(state.scroll) : null;

/** A page change begins at the top with focus on its heading; going back returns to where the reader was. */
function useScroll(path: string, scroll: number | null): void {
  useLayoutEffect(() => {
    window.scrollTo(0, scroll ?? 0);
  }, [path, scroll]);
}

export function usePlace(): readonly [Place, Navigate] {
  const [place, setPlace] = useState(here);
  const [scroll, setScroll] = useState<number | null>(null);
  useScroll(pathOf(place), scroll);
  useEffect(() => {
    history.scrollRestoration = 'manual';
    const onPop = (event: PopStateEvent) => {
      setScroll(scrollOf(event.state));
      setPlace(here());
    };
    addEventListener('popstate', onPop);
    return () => removeEventListener('popstate', onPop);
  }, []);
  const navigate = useCallback<Navigate>((next, how = 'push') => {
    if (how === 'push') {
      const before = here();
      history.replaceState({ scroll: window.scrollY }, '');
      history.pushState(null, '', placeAddress(next));
      setScroll(pathOf(next) === pathOf(before) ? window.scrollY : null);
    } else history.replaceState(history.state, '', placeAddress(next));
    setPlace(next);
  }, []);
  return [place, navigate];
}
