// A page that is reached begins at its heading, and has its name in the window.
import { useEffect, useRef } from 'preact/hooks';

export function useHeading(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    document.title = `${title} · 时限 Shixian`;
  }, [title]);
  return heading;
}
