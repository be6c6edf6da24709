// The links of a board: to one address, or to every board with a tag. The twin in the other language is left to the
// choice of language in the header.
import type { BoardLink, BoardList } from '../../../schemas/board.ts';
import { boardsAddress } from '../api.ts';
import { usePage } from '../page-context.ts';
import { placeAddress, readPlace } from '../place.ts';
import { useLoad } from '../use-load.ts';
import { useBoard } from './board-context.ts';
import { type BoardQuery, putBoardQuery, twinOf } from './board-query.ts';
import { fillAddress, safeAddress } from './interpolate.ts';
import { Popover } from './popover.tsx';
import { useScope } from './use-panel-context.ts';

/** What a link takes along: the time, the choices, or neither. */
function useCarried({ keepTime, includeVars }: BoardLink): BoardQuery {
  const { raw, choices } = useBoard();
  const time = keepTime ? raw : { from: null, to: null };
  return { ...time, refresh: null, variables: includeVars ? choices : {} };
}

function PlainLink({ link }: { readonly link: BoardLink }) {
  const scope = useScope();
  const carried = useCarried(link);
  const { board } = useBoard();
  const href = safeAddress(fillAddress(link.url ?? '', scope));
  if (href === null) return null;
  const url = new URL(href, location.href);
  const other = readPlace(url.pathname, '');
  const isTwin = ['zh', 'en'].some(
    (language) => other.page === 'board' && other.uid === twinOf(board.uid, language as 'zh' | 'en'),
  );
  if (isTwin) return null;
  putBoardQuery(carried, url.searchParams);
  const address = url.origin === location.origin ? url.pathname + url.search + url.hash : url.href;
  return (
    <a class="board-link" href={address} target={link.targetBlank ? '_blank' : undefined}>
      {link.title}
    </a>
  );
}

function TaggedBoards({ link }: { readonly link: BoardLink }) {
  const { language } = usePage();
  const { board } = useBoard();
  const carried = useCarried(link);
  const { data } = useLoad<BoardList>(`boards|${language}`, boardsAddress(language), '');
  const tagged = (data ?? []).filter(
    ({ uid, tags }) => uid !== board.uid && link.tags.every((tag) => tags.includes(tag)),
  );
  if (tagged.length === 0) return null;
  return (
    <Popover label={link.title} text={link.title} class="board-menu">
      {(close) => (
        <ul class="menu">
          {tagged.map(({ uid, title }) => (
            <li key={uid}>
              <a
                href={placeAddress({ page: 'board', uid, query: carried, language })}
                onClick={() => close('left')}
              >
                {title}
              </a>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}

export function BoardLinks() {
  const { board } = useBoard();
  return (
    <>
      {board.links.map((link) =>
        link.type === 'dashboards' ? (
          <TaggedBoards key={link.title} link={link} />
        ) : (
          <PlainLink key={link.title} link={link} />
        ),
      )}
    </>
  );
}
