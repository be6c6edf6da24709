// The whole page: reads the place, asks the program how it is, and shows the overview or one case.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Status } from '../../schemas/indicator.ts';
import { statusAddress } from './api.ts';
import { type AsOf, type Newest, resolveAsOf } from './as-of.ts';
import { AsOfBar } from './components/as-of-bar.tsx';
import { CasePage } from './components/case-page.tsx';
import { EmptyStore } from './components/empty-store.tsx';
import { Failure } from './components/failure.tsx';
import { Footer } from './components/footer.tsx';
import { Header } from './components/header.tsx';
import { Loading } from './components/loading.tsx';
import { Overview } from './components/overview.tsx';
import { SimulatedBanner } from './components/simulated-banner.tsx';
import { TargetsPage } from './components/targets-page.tsx';
import type { Language } from './format.ts';
import { defaultWithin, latestEventIn, placeChoice } from './jurisdictions.ts';
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

type Place = Page['place'];

/** The place in force: on the first page a reader who chose none begins with the real cases. */
function resolvePlace(place: Place, status: Status | null): Place {
  if (status === null) return place;
  const system = place.system ?? status.systems.find((each) => each.cases > 0)?.system ?? null;
  const isOverview = place.caseId === null && place.targets === null;
  const within = place.within === null && isOverview ? defaultWithin(placesOf(status, system)) : place.within;
  return { ...place, system, within };
}

const placesOf = (status: Status, system: string | null) =>
  status.systems.find((each) => each.system === system)?.places ?? [];

/** The newest event of what the page looks at; on the page of targets that is everything. */
function newestFor(place: Place, status: Status): Newest {
  if (place.targets !== null) return status;
  const latestEventAt = latestEventIn(placesOf(status, place.system), place.within ?? '');
  return { now: status.now, latestEventAt: latestEventAt ?? status.latestEventAt };
}

function Body({ load, system, asOf, refresh }: BodyProps) {
  const { place } = usePage();
  const status = load.data;
  if (status === null || asOf === null) {
    return load.failure === null ? <Loading lines={10} /> : <Failure {...load.failure} retry={refresh} />;
  }
  if (place.targets !== null) return <TargetsPage status={status} asOf={asOf} refresh={refresh} />;
  if (status.cases === 0 || system === null) return <EmptyStore />;
  const shared = { system, asOf, round: status.now, refresh };
  if (place.caseId !== null) return <CasePage key={place.caseId} caseId={place.caseId} {...shared} />;
  const places = placesOf(status, system);
  return (
    <>
      <SimulatedBanner chosen={placeChoice(places, place.within ?? '')} places={places} />
      <Overview {...shared} />
    </>
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
  const { caseId, targets } = page.place;
  const isCatalogue = targets !== null;
  useEffect(() => {
    document.documentElement.lang = page.words.htmlLang;
    const { words } = page;
    const named = isCatalogue ? words.targets.heading : `${words.case.heading} ${caseId}`;
    document.title = caseId === null && !isCatalogue ? '时限 Shixian' : `${named} · 时限 Shixian`;
  }, [page.words, caseId, isCatalogue]);
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
  const { navigate, language } = page;
  const load = useLoad<Status>('status', statusAddress, round);
  const status = load.data;
  const place = useMemo(() => resolvePlace(page.place, status), [page.place, status]);
  const { system } = place;
  const newest = useMemo(() => (status === null ? null : newestFor(place, status)), [place, status]);
  const asOf = useMemo(
    () => (newest === null ? null : resolveAsOf(place.asOf, newest)),
    [place.asOf, newest],
  );
  useEffect(() => {
    const { system: named, within, language: spoken } = page.place;
    const complete = named === place.system && within === place.within && spoken === language;
    if (place.system !== null && !complete) navigate({ ...place, language }, 'replace');
  }, [page.place, place, language, navigate]);
  const whole = useMemo<Page>(() => ({ ...page, place, asOf }), [page, place, asOf]);
  return (
    <PageContext.Provider value={whole}>
      <Header status={status} system={system} {...header} />
      {newest !== null && asOf !== null && status !== null && status.cases > 0 && (
        <AsOfBar asOf={asOf} status={newest} failed={load.failure !== null} refresh={refresh} />
      )}
      <main id="main" tabIndex={-1}>
        <Body load={load} system={system} asOf={asOf} refresh={refresh} />
      </main>
      {status !== null && <Footer status={status} />}
    </PageContext.Provider>
  );
}
