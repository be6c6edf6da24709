// The top of every page: the name, the system looked at, language and theme.
import type { Status } from '../../../schemas/indicator.ts';
import type { Language } from '../format.ts';
import { usePage } from '../page-context.ts';
import { type Theme, themes } from '../theme.ts';
import { Link } from './link.tsx';
import { Segments } from './segments.tsx';

interface Props {
  readonly status: Status | null;
  readonly system: string | null;
  readonly theme: Theme;
  readonly chooseTheme: (theme: Theme) => void;
  readonly chooseLanguage: (language: Language) => void;
}

const languages = [
  { id: 'zh', text: '中文', lang: 'zh-CN' },
  { id: 'en', text: 'EN', lang: 'en' },
] as const;

function SystemSelect({ status, system }: Pick<Props, 'status' | 'system'>) {
  const { words, place, navigate, language } = usePage();
  if (status === null || system === null) return null;
  const choose = (next: string) =>
    navigate({ ...place, system: next, caseId: null, filters: {}, search: '', asOf: null });
  return (
    <label class="system">
      <span>{words.system}</span>
      <select value={system} onChange={(event) => choose(event.currentTarget.value)}>
        {status.systems.map((each) => (
          <option key={each.system} value={each.system}>
            {each[language]} · {each.cases.toLocaleString('en-US')}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Header({ status, system, theme, chooseTheme, chooseLanguage }: Props) {
  const { words, place, language } = usePage();
  return (
    <header class="top">
      <Link to={{ ...place, caseId: null }} class="brand">
        <span class="brand-zh" lang="zh-CN">
          时限
        </span>
        <span class="brand-en">Shixian</span>
        <span class="brand-tag">{words.tagline}</span>
      </Link>
      <SystemSelect status={status} system={system} />
      <div class="top-tools">
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
