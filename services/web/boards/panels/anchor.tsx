// A link of a value: an address of this page is followed without a reload.
import type { ComponentChildren } from 'preact';
import type { DataLink } from '../data-links.ts';
import { panelWords } from '../panel-words.ts';
import type { PanelContext } from './panel-context.ts';

interface Props {
  readonly link: DataLink;
  readonly context: PanelContext;
  readonly class?: string;
  readonly children: ComponentChildren;
}

const isOwn = (href: string): boolean => href.startsWith('/');

/** Boards, cases and targets are this page; the API and its documents are not. */
const isOfPage = (href: string): boolean => isOwn(href) && !/^\/(v1|docs)\b/.test(href);

export function followLink({ href, isNewTab }: DataLink, { navigate }: PanelContext): void {
  if (isNewTab) window.open(href, '_blank', 'noopener');
  else if (isOfPage(href)) navigate(href);
  else location.assign(href);
}

export function Anchor({ link, context, class: className, children }: Props) {
  const follow = (event: MouseEvent) => {
    const isPlain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!isPlain || link.isNewTab || !isOfPage(link.href)) return;
    event.preventDefault();
    context.navigate(link.href);
  };
  return (
    <a
      href={link.href}
      class={className}
      title={link.title}
      {...(link.isNewTab ? { target: '_blank', rel: 'noopener' } : {})}
      onClick={follow}
    >
      {children}
      {link.isNewTab && <span class="hidden">{panelWords(context.language).newTab}</span>}
    </a>
  );
}
