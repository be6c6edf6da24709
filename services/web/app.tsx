// The whole page: reads the place, asks the program how it is, and shows the overview or one case.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Status } from '../../schemas/indicator.ts';
import { statusAddress } from './api.ts';
import { type AsOf, resolveAsOf } from './as-of.ts';
import { AsOfBar } from './components/as-of-bar.tsx';
import { CasePage } from './components/case-page.tsx';
import { EmptyStore } from './components/empty-store.tsx';
import { Failure } from './components/failure.tsx';
import { Footer } from './components/footer.tsx';
import { Header } from './components/header.tsx';
import { Loading } from './components/loading.tsx';
import { Overview } from './components/overview.tsx';
import type { Language } from './format.ts';
import { type Page, PageContext, usePage } from './page-context.ts';
import { keepLanguage, keepTheme, preferredLanguage, preferredTheme, showTheme } from './preferences.ts';
import type { Theme } from './theme.ts';
import { type Load, useLoad } from './use-load.ts';
import { usePlace } from './use-place.ts';
import { useRefresh } from './use-refresh.ts';
import { wordsOf } from './words.ts';

interface BodyProps {
  readonly load: Load<Status>;
  readonly system: string | null;
  readonly asOf: AsOf | null;
  readonly refresh: () => void;
}

function Body({ load, system, asOf, refresh }: BodyProps) {
  const { place } = usePage();
  const status = load.data;
  if (status === null || asOf === null) {
    return load.failure === null ? <Loading lines={10} /> : <Failure {...load.failure} retry={refresh} />;
  }
  if (status.cases === 0 || system === null) return <EmptyStore />;
  const shared = { system, asOf, round: status.now, refresh };
  return place.caseId === null ? (
    <Overview {...shared} />
  ) : (
    <CasePage key={place.caseId} caseId={place.caseId} {...shared} />
  );
}

function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(preferredTheme);
  useEffect(() => showTheme(theme), [theme]);
  const choose = (next: Theme) => {
    keepTheme(next);
    setTheme(next);
  };
  return [theme, choose];
}

/** Printed pages show what is folded away on the screen. */
function useUnfoldForPrint(): void {
  useEffect(() => {
    const unfold = () => {
      for (const each of document.querySelectorAll('details')) each.open = true;
    };
    addEventListener('beforeprint', unfold);
    return () => removeEventListener('beforeprint', unfold);
  }, []);
}

function useTitle(page: Page): void {
  const { caseId } = page.place;
  useEffect(() => {
    document.documentElement.lang = page.words.htmlLang;
    document.title = caseId === null ? '时限 Shixian' : `${page.words.case.heading} ${caseId} · 时限 Shixian`;
  }, [page.words, caseId]);
}

export function App() {
  const [place, navigate] = usePlace();
  const [round, refresh] = useRefresh();
  const [theme, chooseTheme] = useTheme();
  const kept = useRef(new Map<string, unknown>()).current;
  const [preferred] = useState(preferredLanguage);
  const language = place.language ?? preferred;
  const page = useMemo<Page>(
    () => ({ place, navigate, language, words: wordsOf(language), asOf: null, kept }),
    [place, navigate, language, kept],
  );
  useTitle(page);
  useUnfoldForPrint();
  const chooseLanguage = (next: Language) => {
    keepLanguage(next);
    navigate({ ...place, language: next }, 'replace');
  };
  return (
    <PageContext.Provider value={page}>
      <a class="skip" href="#main">
        {page.words.skip}
      </a>
      <Frame round={round} refresh={refresh} header={{ theme, chooseTheme, chooseLanguage }} />
    </PageContext.Provider>
  );
}

interface FrameProps {
  readonly round: number;
  readonly refresh: () => void;
  readonly header: {
    readonly theme: Theme;
    readonly chooseTheme: (theme: Theme) => void;
    readonly chooseLanguage: (language: Language) => void;
  };
}

/** What needs the program's status: the system looked at and the as-of instant. */
function Frame({ round, refresh, header }: FrameProps) {
  const page = usePage();
  const { place, navigate, language } = page;
  const load = useLoad<Status>('status', statusAddress, round);
  const status = load.data;
  const system = place.system ?? status?.systems.find((each) => each.cases > 0)?.system ?? null;
  const asOf = useMemo(
    () => (status === null ? null : resolveAsOf(place.asOf, status)),
    [place.asOf, status],
  );
  useEffect(() => {
    const complete = place.system === system && place.language === language;
    if (system !== null && !complete) navigate({ ...place, system, language }, 'replace');
  }, [place, system, language, navigate]);
  const whole = useMemo<Page>(() => ({ ...page, asOf }), [page, asOf]);
  return (
    <PageContext.Provider value={whole}>
      <Header status={status} system={system} {...header} />
      {status !== null && asOf !== null && status.cases > 0 && (
        <AsOfBar asOf={asOf} status={status} failed={load.failure !== null} refresh={refresh} />
      )}
      <main id="main" tabIndex={-1}>
        <Body load={load} system={system} asOf={asOf} refresh={refresh} />
      </main>
      {status !== null && <Footer status={status} />}
    </PageContext.Provider>
  );
}
