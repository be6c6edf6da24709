// A text of the board with its variables filled in.
import { type ComponentChildren, h } from 'preact';
import { useMemo } from 'preact/hooks';
import type { PlainPanel } from '../grid-sections.ts';
import { fillAddress, fillText } from '../interpolate.ts';
import { type Branch, readMarkdown } from '../markdown.ts';
import { textAt } from '../option-value.ts';
import { Anchor } from './anchor.tsx';
import { type PanelContext, scopeOf } from './panel-context.ts';
import { ScrollBox } from './scroll-box.tsx';

interface Props {
  readonly panel: PlainPanel;
  readonly context: PanelContext;
}

const isElsewhere = (href: string): boolean => /^https?:/i.test(href);

function nodeOf(branch: Branch, key: number, context: PanelContext): ComponentChildren {
  if (typeof branch === 'string') return branch;
  const children = branch.children.map((child, index) => nodeOf(child, index, context));
  if (branch.tag !== 'a') return h(branch.tag, { key }, ...children);
  const href = branch.href ?? '';
  return (
    <Anchor key={key} link={{ title: '', href, isNewTab: isElsewhere(href) }} context={context}>
      {children}
    </Anchor>
  );
}

export function TextPanel({ panel, context }: Props) {
  const content = textAt(panel.options, 'content') ?? '';
  const branches = useMemo(() => {
    const scope = scopeOf(context);
    return readMarkdown(content, {
      text: (plain) => fillText(plain, scope),
      address: (address) => fillAddress(address, scope),
    });
  }, [content, context]);
  return (
    <ScrollBox label={panel.title} class="prose">
      {branches.map((branch, index) => nodeOf(branch, index, context))}
    </ScrollBox>
  );
}
