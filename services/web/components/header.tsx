// The top of every page: the name, the system looked at, language and theme.
import type { Status } from '../../../schemas/indicator.ts';
import type { Language } from '../format.ts';
import { placeChoice } from '../jurisdictions.ts';
import { usePage } from '../page-context.ts';
import { everyTarget } from '../place.ts';
import { type Theme, themes } from '../theme.ts';
import { Link } from './link.tsx';
import { Segments } from './segments.tsx';
import { WithinSelect } from './within-select.tsx';

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
  const choose = (next: string) => {
    const { places } = status.systems.find((each) => each.system === next)!;
    const keeps = place.within !== null && place.within !== '' && placeChoice(places, place.within).cases > 0;
    const within = keeps ? place.within : null;
    navigate({ ...place, system: next, within, caseId: null, filters: {}, search: '', asOf: null });
  };
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
  const places = status?.systems.find((each) => each.system === system)?.places;
  return (
    <header class="top">
      <Link to={{ ...place, caseId: null, targets: null }} class="brand">
        <span class="brand-zh" lang="zh-CN">
          时限
        </span>
        <span class="brand-en">Shixian</span>
        <span class="brand-tag">{words.tagline}</span>
      </Link>
      {place.targets === null && <SystemSelect status={status} system={system} />}
      {place.targets === null && places !== undefined && (
        <WithinSelect places={places} within={place.within ?? ''} />
      )}
      <div class="top-tools">
        <Link
          to={{ ...place, caseId: null, targets: place.targets ?? everyTarget }}
          class="docs"
          current={place.targets !== null}
        >
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
