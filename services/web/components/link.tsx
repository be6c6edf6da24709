// A link to a place on this page: an ordinary address that is followed without a reload.
import type { ComponentChildren } from 'preact';
import { usePage } from '../page-context.ts';
import { type Place, placeAddress } from '../place.ts';

interface Props {
  readonly to: Place;
  readonly class?: string;
  readonly current?: boolean;
  readonly title?: string;
  /** Done after the place has changed. */
  readonly then?: () => void;
  readonly children: ComponentChildren;
}

export function Link({ to, class: className, current, title, then, children }: Props) {
  const { navigate } = usePage();
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
    then?.();
  };
  return (
    <a
      href={placeAddress(to)}
      class={className}
      title={title}
      aria-current={current ? 'true' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
