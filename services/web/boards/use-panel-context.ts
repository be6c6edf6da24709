// What panels and titles are drawn with: the range, the choices with their texts, the looks and the marks.
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { usePage } from '../page-context.ts';
import type { Theme } from '../theme.ts';
import { goTo } from '../use-place.ts';
import { useBoard } from './board-context.ts';
import { type Choice, fillText, type Scope } from './interpolate.ts';
import type { PanelContext } from './panels/panel-context.ts';
import { pinnedTo } from './pinned-case.ts';
import type { RawRange } from './time-range.ts';
import { textOfChoice } from './variable-choice.ts';

const darkSystem = '(prefers-color-scheme: dark)';

/** The looks in force; paper is light. */
function useLooks(theme: Theme, isPrinting: boolean): 'light' | 'dark' {
  const [isDark, setDark] = useState(() => matchMedia(darkSystem).matches);
  useEffect(() => {
    const query = matchMedia(darkSystem);
    const follow = () => setDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  if (isPrinting) return 'light';
  if (theme !== 'auto') return theme;
  return isDark ? 'dark' : 'light';
}

/** What names, texts and addresses may speak of. */
export function useScope(): Scope & { readonly range: RawRange } {
  const { words } = usePage();
  const { choices, options, range, raw, zone } = useBoard();
  return useMemo(() => {
    const variables: Record<string, Choice> = {};
    for (const [name, values] of Object.entries(choices))
      variables[name] = { values, text: textOfChoice(values, options[name] ?? null, words.board.all) };
    return { from: range.from, to: range.to, range: raw, timezone: zone, variables };
  }, [choices, options, range, raw, zone, words]);
}

export function useTitleText(): (title: string) => string {
  const scope = useScope();
  return useCallback((title: string) => fillText(title, scope), [scope]);
}

export function usePanelContext(): PanelContext {
  const { place, language, theme, navigate } = usePage();
  const { annotations, isPrinting } = useBoard();
  const scope = useScope();
  const looks = useLooks(theme, isPrinting);
  return useMemo(
    () => ({
      ...scope,
      language,
      theme: looks,
      annotations,
      navigate: (address: string) => goTo(address, (next) => navigate(pinnedTo(place, next))),
    }),
    [scope, language, looks, annotations, place, navigate],
  );
}
