// A button that opens a small panel under itself; Escape, a click elsewhere or leaving by keyboard closes it.
import type { ComponentChildren, RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

export type CloseReason = 'done' | 'escape' | 'left';

interface Props {
  readonly label: string;
  /** What the button shows. */
  readonly text: ComponentChildren;
  readonly class?: string;
  readonly onOpen?: () => void;
  /** Told of every closing. */
  readonly onClose?: (reason: CloseReason) => void;
  readonly children: (close: (reason: CloseReason) => void) => ComponentChildren;
}

const edge = 8;
const focusable = 'input, select, button, a[href]';

/** Moves the panel back into the window where it would run out of it. */
function keepInWindow(panel: HTMLElement): void {
  panel.style.translate = 'none';
  const { left, right } = panel.getBoundingClientRect();
  const over = Math.max(0, right - (document.documentElement.clientWidth - edge));
  panel.style.translate = `${Math.round(-Math.min(over, left - edge))}px`;
}

function useLeaving(
  root: RefObject<HTMLDivElement | null>,
  isOpen: boolean,
  close: (reason: CloseReason) => void,
): void {
  useEffect(() => {
    if (!isOpen) return;
    const onPointer = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) close('left');
    };
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [root, isOpen, close]);
}

export function Popover({ label, text, class: className = '', onOpen, onClose, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const told = useRef(onClose);
  told.current = onClose;
  const close = useCallback((reason: CloseReason) => {
    setOpen(false);
    if (reason !== 'left') button.current?.focus();
    told.current?.(reason);
  }, []);
  useLeaving(root, isOpen, close);
  useLayoutEffect(() => {
    if (!isOpen || panel.current === null) return;
    keepInWindow(panel.current);
    const first = panel.current.querySelector<HTMLElement>(`[data-first], ${focusable}`);
    first?.focus({ preventScroll: true });
  }, [isOpen]);
  const open = () => {
    onOpen?.();
    setOpen(true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen) return;
    event.stopPropagation();
    close('escape');
  };
  const onFocusOut = ({ relatedTarget }: FocusEvent) => {
    if (isOpen && relatedTarget instanceof Node && !root.current?.contains(relatedTarget)) close('left');
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and focus of the parts inside are heard here
    <div ref={root} class={`popover ${className}`} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <button
        ref={button}
        type="button"
        class="popover-button"
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => (isOpen ? close('done') : open())}
      >
        {text}
        <svg class="caret" viewBox="0 0 10 10" width="9" height="9" aria-hidden="true">
          <path d="M1.500 3.500 5 7l3.500-3.500" fill="none" stroke="currentColor" stroke-width="1.600" />
        </svg>
      </button>
      {isOpen && (
        <div ref={panel} class="popover-panel" role="dialog" aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
