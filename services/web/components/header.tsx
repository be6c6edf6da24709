// The top of every page: the name, the boards, the catalogue, language and theme.

import { openCards } from '../cards/card-filters.ts';
import type { Language } from '../format.ts';
import { usePage } from '../page-context.ts';
import { cardsPlace, everyTarget, readPlace, targetsPlace } from '../place.ts';
import { type Theme, themes } from '../theme.ts';
import { BoardNav } from './board-nav.tsx';
import { Link } from './link.tsx';
import { Segments } from './segments.tsx';

interface Props {
  readonly chooseTheme: (theme: Theme) => void;
  readonly chooseLanguage: (language: Language) => void;
}

const languages = [
  { id: 'zh', text: '中文', lang: 'zh-CN' },
  { id: 'en', text: 'EN', lang: 'en' },
] as const;

export function Header({ chooseTheme, chooseLanguage }: Props) {
  const { words, place, language, theme, lastCards } = usePage();
  const catalogue = targetsPlace(place.page === 'targets' ? place.filters : everyTarget, place);
  const cards = cardsPlace(lastCards?.filters ?? openCards, place);
  return (
    <header class="top">
      <Link to={{ ...readPlace('/', ''), language }} class="brand">
        <span class="brand-zh" lang="zh-CN">
          时限
        </span>
        <span class="brand-en">Shixian</span>
        <span class="brand-tag">{words.tagline}</span>
      </Link>
      <BoardNav />
      <div class="top-tools">
        <Link to={{ ...cards, language }} class="docs" current={place.page === 'cards'}>
          {words.card.nav}
        </Link>
        <Link to={{ ...catalogue, language }} class="docs" current={place.page === 'targets'}>
          {words.targets.nav}
        </Link>
        <a class="docs" href="/docs">
          {words.apiDocs}
        </a>
        <Segments label={words.languageLabel} options={languages} chosen={language} choose={chooseLanguage} />
        <Segments
          label={words.themeLabel}
          options={themes.map((id) => ({ id, text: words.theme[id] }))}
          chosen={theme}
          choose={chooseTheme}
        />
      </div>
    </header>
  );
}
