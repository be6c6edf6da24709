// The whole page: which board, case or catalogue the address names, and the frame around it.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Status } from '../../schemas/indicator.ts';
import { statusAddress } from './api.ts';
import { BoardPage } from './boards/board-page.tsx';
import { twinOf } from './boards/board-query.ts';
import { pinnedTo } from './boards/pinned-case.ts';
import { CardPage } from './cards/card-page.tsx';
import { CardsPage } from './cards/cards-page.tsx';
import { DatedPage } from './components/dated-page.tsx';
import { EmptyStore } from './components/empty-store.tsx';
import { Failure } from './components/failure.tsx';
import { Footer } from './components/footer.tsx';
import { Header } from './components/header.tsx';
import { Loading } from './components/loading.tsx';
import type { Language } from './format.ts';
import { type Page, PageContext, usePage } from './page-context.ts';
import type { Place } from './place.ts';
import { keepLanguage, keepTheme, preferredLanguage, preferredTheme, showTheme } from './preferences.ts';
import type { Theme } from './theme.ts';
import { type Load, useLoad } from './use-load.ts';
import { useFollowLinks, usePlace } from './use-place.ts';
import { useRefresh } from './use-refresh.ts';
import { wordsOf } from './words.ts';

const statusPeriodMs = 30_000;

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

/** The language an address names, else the one spoken last. */
function useLanguage(place: Place): Language {
  const spoken = useRef<Language | null>(null);
  spoken.current = place.language ?? spoken.current ?? preferredLanguage();
  return spoken.current;
}

type PlaceOf<Kind extends Place['page']> = Extract<Place, { readonly page: Kind }>;

const isOf = <Kind extends Place['page']>(place: Place, page: Kind): place is PlaceOf<Kind> =>
  place.page === page;

/** The place of a kind looked at last. */
function useLast<Kind extends Place['page']>(place: Place, page: Kind): PlaceOf<Kind> | null {
  const last = useRef<PlaceOf<Kind> | null>(null);
  if (isOf(place, page)) last.current = place;
  return last.current;
}

const inLanguage = (place: Place, language: Language): Place =>
  place.page === 'board' && place.uid !== null
    ? { ...place, uid: twinOf(place.uid, language), language }
    : { ...place, language };

export function App() {
  const [place, navigate] = usePlace();
  const [theme, chooseTheme] = useTheme();
  const kept = useRef(new Map<string, unknown>()).current;
  const language = useLanguage(place);
  const lastBoard = useLast(place, 'board');
  const lastCards = useLast(place, 'cards');
  const page = useMemo<Page>(
    () => ({ place, navigate, language, theme, words: wordsOf(language), lastBoard, lastCards, kept }),
    [place, navigate, language, theme, lastBoard, lastCards, kept],
  );
  const here = useRef(place);
  here.current = place;
  useFollowLinks(useMemo(() => (next: Place) => navigate(pinnedTo(here.current, next)), [navigate]));
  useUnfoldForPrint();
  useEffect(() => {
    document.documentElement.lang = page.words.htmlLang;
  }, [page.words]);
  useEffect(() => {
    const isNamed = place.language !== null || place.page === 'board';
    if (!isNamed) navigate({ ...place, language }, 'replace');
  }, [place, language, navigate]);
  const chooseLanguage = (next: Language) => {
    keepLanguage(next);
    navigate(inLanguage(place, next), 'replace');
  };
  return (
    <PageContext.Provider value={page}>
      <a class="skip" href="#main">
        {page.words.skip}
      </a>
      <Frame chooseTheme={chooseTheme} chooseLanguage={chooseLanguage} />
    </PageContext.Provider>
  );
}

interface FrameProps {
  readonly chooseTheme: (theme: Theme) => void;
  readonly chooseLanguage: (language: Language) => void;
}

function Frame(choices: FrameProps) {
  const [round, refresh] = useRefresh(statusPeriodMs);
  const load = useLoad<Status>('status', statusAddress, round);
  return (
    <>
      <Header {...choices} />
      <Body load={load} refresh={refresh} />
      {load.data !== null && <Footer status={load.data} />}
    </>
  );
}

function Body({ load, refresh }: { readonly load: Load<Status>; readonly refresh: () => void }) {
  const { place, language } = usePage();
  const status = load.data;
  if (place.page === 'board') {
    const overview = twinOf('shixian-overview', language);
    const uid = place.uid ?? overview;
    if (uid === overview && status?.cases === 0) return <EmptyStore />;
    return <BoardPage key={uid} uid={uid} status={status} />;
  }
  if (place.page === 'cards') return <CardsPage filters={place.filters} status={status} />;
  if (place.page === 'card')
    return <CardPage key={place.cardId} cardId={place.cardId} now={status?.now ?? null} />;
  if (status !== null)
    return <DatedPage place={place} status={status} failed={load.failure !== null} refresh={refresh} />;
  return (
    <main id="main" tabIndex={-1}>
      {load.failure === null ? <Loading lines={10} /> : <Failure {...load.failure} retry={refresh} />}
    </main>
  );
}
