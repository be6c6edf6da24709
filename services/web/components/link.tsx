// A link to a place on this page: an ordinary address, which the page follows without a reload.
import type { ComponentChildren } from 'preact';
import { type Place, placeAddress } from '../place.ts';

interface Props {
  readonly to: Place;
  readonly class?: string;
  readonly current?: boolean;
  /** Done when the link is followed. */
  readonly then?: () => void;
  readonly children: ComponentChildren;
}

export function Link({ to, class: className, current, then, children }: Props) {
  return (
    <a href={placeAddress(to)} class={className} aria-current={current ? 'page' : undefined} onClick={then}>
      {children}
    </a>
  );
}
