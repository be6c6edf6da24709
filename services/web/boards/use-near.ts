// Whether an element has come near the part of the page that is seen; once near it stays so.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

const margin = '400px 0px';

export function useNear<T extends Element>(): readonly [RefObject<T | null>, boolean] {
  const ref = useRef<T>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (element === null || isNear) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: margin },
    );
    observer.observe(element);
    const onPaper = () => setNear(true);
    addEventListener('beforeprint', onPaper);
    return () => {
      observer.disconnect();
      removeEventListener('beforeprint', onPaper);
    };
  }, [isNear]);
  return [ref, isNear];
}
