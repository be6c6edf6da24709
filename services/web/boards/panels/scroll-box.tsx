// What may be longer than its panel: it scrolls, and can be scrolled by keyboard too.
import type { ComponentChildren } from 'preact';

interface Props {
  readonly label: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

export function ScrollBox({ label, class: className = '', children }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of what is shown, not of fields
    <div
      class={`drawn scroll-box ${className}`}
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {children}
    </div>
  );
}
