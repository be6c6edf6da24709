// The way from board to board; the time and the choices that mean the same there go along.
import { useEffect, useRef } from 'preact/hooks';
import type { BoardList } from '../../../schemas/board.ts';
import { boardsAddress } from '../api.ts';
import { carriedQuery, plainQuery, twinOf } from '../boards/board-query.ts';
import { usePage } from '../page-context.ts';
import { boardPlace } from '../place.ts';
import { useLoad } from '../use-load.ts';
import { wordFor } from '../words.ts';
import { Link } from './link.tsx';

/** Boards in the order of the work; one that is opened from others is no stop of its own. */
const order = [
  'overview',
  'power',
  'water',
  'gas',
  'permit',
  'worklist',
  'targets',
  'indicators',
  'trends',
  'integrity',
  'pipeline',
];
const openedFromOthers = ['case'];

const nameOf = (uid: string): string => uid.replace(/^shixian-/, '').replace(/-en$/, '');

/** Before the program has said which boards there are, the usual ones. */
function namesIn(boards: BoardList | null): readonly string[] {
  if (boards === null) return order;
  const there = boards.map(({ uid }) => nameOf(uid)).filter((name) => !openedFromOthers.includes(name));
  return [...order.filter((name) => there.includes(name)), ...there.filter((name) => !order.includes(name))];
}

/** On a narrow screen the boards scroll sideways; the one shown is brought into view. */
function useInView(current: string | null) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const ul = list.current;
    const link = ul?.querySelector<HTMLElement>('[aria-current]');
    if (ul && link && current !== null)
      ul.scrollLeft = link.offsetLeft - (ul.clientWidth - link.offsetWidth) / 2;
  }, [current]);
  return list;
}

export function BoardNav() {
  const { words, place, language, lastBoard } = usePage();
  const { data } = useLoad<BoardList>(`boards|${language}`, boardsAddress(language), '');
  const here = place.page === 'board' ? (place.uid ?? twinOf('shixian-overview', language)) : null;
  const current = here === null ? null : nameOf(here);
  const list = useInView(current);
  const from = lastBoard?.uid ?? twinOf('shixian-overview', language);
  const titleOf = (name: string) => data?.find(({ uid }) => nameOf(uid) === name)?.title ?? name;
  return (
    <nav class="boards-nav" aria-label={words.board.nav}>
      <ul ref={list}>
        {namesIn(data).map((name) => {
          const uid = twinOf(`shixian-${name}`, language);
          const to = boardPlace(uid, carriedQuery(lastBoard?.query ?? plainQuery, from, uid));
          const known = wordFor(words.board.navNames, name);
          return (
            <li key={name}>
              <Link to={to} current={name === current}>
                {known === name ? titleOf(name) : known}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
