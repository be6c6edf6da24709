// A button that tells what something means: on pointing, on focus, and on a tap; Escape puts it away.
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { usePage } from '../page-context.ts';

const edge = 8;

/** Keeps the text within the window, under its button or above it. */
function usePlacing(isShown: boolean) {
  const button = useRef<HTMLButtonElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (!isShown || button.current === null || tip.current === null) return;
    const at = button.current.getBoundingClientRect();
    const { width, height } = tip.current.getBoundingClientRect();
    const left = Math.min(Math.max(edge, at.left - 12), innerWidth - width - edge);
    const below = at.bottom + 6;
    const top = below + height > innerHeight - edge ? Math.max(edge, at.top - height - 6) : below;
    tip.current.style.left = `${left}px`;
    tip.current.style.top = `${top}px`;
  }, [isShown]);
  return { button, tip };
}

export function InfoTip({ title, text }: { readonly title: string; readonly text: string }) {
  const { words } = usePage();
  const [isShown, show] = useState(false);
  const id = useId();
  const { button, tip } = usePlacing(isShown);
  useEffect(() => {
    if (!isShown) return;
    const hide = () => show(false);
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide();
    };
    addEventListener('keydown', onKey);
    addEventListener('scroll', hide, { passive: true, capture: true });
    return () => {
      removeEventListener('keydown', onKey);
      removeEventListener('scroll', hide, { capture: true });
    };
  }, [isShown]);
  return (
    <span class="info no-print" onPointerLeave={() => show(false)}>
      <button
        ref={button}
        type="button"
        class="card-tool"
        aria-label={words.board.about(title)}
        aria-describedby={id}
        onPointerEnter={(event) => event.pointerType === 'mouse' && show(true)}
        onFocus={() => show(true)}
        onBlur={() => show(false)}
        onClick={() => show(true)}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path
            d="M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13Zm0 1.300a5.200 5.200 0 1 0 0 10.400A5.200 5.200 0 0 0 8 2.800Zm-.700 4.400h1.400v4H7.300Zm0-2.400h1.400v1.400H7.300Z"
            fill="currentColor"
          />
        </svg>
      </button>
      <span ref={tip} id={id} role="tooltip" class={isShown ? 'tip' : 'tip hidden'}>
        {text}
      </span>
    </span>
  );
}
