// What a board's address says, in Grafana's own spelling: from, to, refresh and var-<name>.

export interface BoardQuery {
  readonly from: string | null;
  readonly to: string | null;
  /** Null leaves it to the board, '' is off. */
  readonly refresh: string | null;
  /** Only what the address names; '$__all' is every option. */
  readonly variables: Readonly<Record<string, readonly string[]>>;
}

export const plainQuery: BoardQuery = { from: null, to: null, refresh: null, variables: {} };

export function readBoardQuery(query: URLSearchParams): BoardQuery {
  const variables: Record<string, string[]> = {};
  for (const [name, value] of query) {
    if (!name.startsWith('var-') || name.length === 4) continue;
    const values = variables[name.slice(4)];
    const read = value === 'All' ? '$__all' : value;
    if (values) values.push(read);
    else variables[name.slice(4)] = [read];
  }
  return { from: query.get('from'), to: query.get('to'), refresh: query.get('refresh'), variables };
}

/** Writes a query after what already stands there. */
export function putBoardQuery({ from, to, refresh, variables }: BoardQuery, query: URLSearchParams): void {
  for (const [name, values] of Object.entries(variables))
    for (const value of values) query.append(`var-${name}`, value);
  if (from !== null) query.set('from', from);
  if (to !== null) query.set('to', to);
  if (refresh !== null) query.set('refresh', refresh);
}

const everywhere = ['jurisdiction', 'period'];
const betweenGeneralBoards = ['system', 'department', 'category'];
const ofOneThing = /^shixian-(power|water|gas|permit|case)(-en)?$/;

/** What a reader takes along to another board: the time, and the choices that mean the same there. */
export function carriedQuery(query: BoardQuery, fromUid: string, toUid: string): BoardQuery {
  const isGeneral = !ofOneThing.test(fromUid) && !ofOneThing.test(toUid);
  const names = isGeneral ? [...everywhere, ...betweenGeneralBoards] : everywhere;
  const kept = Object.entries(query.variables).filter(([name]) => names.includes(name));
  return { ...query, variables: Object.fromEntries(kept) };
}

export const languageOfUid = (uid: string): 'zh' | 'en' => (uid.endsWith('-en') ? 'en' : 'zh');

/** The same board in a language; boards of one language alone stay as they are. */
export function twinOf(uid: string, language: 'zh' | 'en'): string {
  const bare = uid.replace(/-en$/, '');
  return language === 'en' ? `${bare}-en` : bare;
}
