// Keeps the place and the address bar the same thing, with the browser's own back and forward.
import { useCallback, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { isPagePath, type Place, pathOf, placeAddress, readPlace } from './place.ts';

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

const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

function linkOf(event: MouseEvent): HTMLAnchorElement | null {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!(link instanceof HTMLAnchorElement) || link.target !== '' || link.hasAttribute('download'))
    return null;
  return link;
}

/** Goes to an address: a place of this page without a reload, anything else as the browser does. */
export function goTo(address: string, navigate: (next: Place) => void): void {
  const url = new URL(address, location.href);
  if (url.origin === location.origin && isPagePath(url.pathname))
    navigate(readPlace(url.pathname, url.search));
  else location.assign(url);
}

/** Every plain click on a link to a place of this page is followed without a reload. */
export function useFollowLinks(navigate: (next: Place) => void): void {
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      const link = event.defaultPrevented || !isPlainClick(event) ? null : linkOf(event);
      if (link === null || link.origin !== location.origin || !isPagePath(link.pathname)) return;
      if (link.hash !== '' && link.pathname === location.pathname) return;
      event.preventDefault();
      goTo(link.href, navigate);
    };
    document.addEventListener('click', follow);
    return () => document.removeEventListener('click', follow);
  }, [navigate]);
}
