// Reads what became of cards in a period and the one before.
import { type Rung, rungs } from '../../schemas/card.ts';
import type { CardCounts, CardFigures } from '../../schemas/digest.ts';
import { formatInstant } from '../core/instant.ts';
import { CARDS, readSince } from './alert-since.ts';
import type { Database, Parameters } from './database.ts';
import { CARD_COUNTS } from './digest-card-sql.ts';
import { DIGEST_ZONE, type DigestPeriod } from './digest-period.ts';

type Counts = CardCounts['before'];

interface Group {
  readonly level: 'all' | 'rung' | 'unit';
  readonly rung: string;
  readonly system: string;
  readonly jurisdiction: string;
  readonly department: string;
}

interface CountsRow extends Group, Counts, Record<Rung, number> {
  readonly period: 'now' | 'before';
}

/** Asked by the edges of the period; null where this store never raised cards. */
export async function readCardFigures(
  db: Database,
  period: DigestPeriod,
  edges: Parameters,
): Promise<CardFigures | null> {
  const since = (await readSince(db, [CARDS])).get(CARDS);
  if (since === undefined) return null;
  const rows = await db.query<CountsRow>(CARD_COUNTS, edges);
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  const both = (group: Group): CardCounts => ({
    ...countsOf(found.get(keyOf({ ...group, period: 'now' }))),
    before: countsOf(found.get(keyOf({ ...group, period: 'before' }))),
  });
  const units = rows.filter(({ level, period: name }) => level === 'unit' && name === 'now');
  return {
    since: since > period.before ? formatInstant(since, DIGEST_ZONE) : null,
    total: both({ ...everything, level: 'all' }),
    rungs: rungNames.map((rung) => ({ rung, ...both({ ...everything, level: 'rung', rung }) })),
    units: units.map((row) => ({
      system: row.system,
      jurisdiction: row.jurisdiction,
      department: row.department,
      raisedByRung: { warning: row.warning, yellow: row.yellow, red: row.red, escalation: row.escalation },
      ...both(row),
    })),
  };
}

const rungNames = Object.keys(rungs) as Rung[];
const everything = { rung: '', system: '', jurisdiction: '', department: '' };

const keyOf = (row: Group & Pick<CountsRow, 'period'>): string =>
  JSON.stringify([row.period, row.level, row.rung, row.system, row.jurisdiction, row.department]);

const countsOf = (row: Counts | undefined): Counts => ({
  raised: row?.raised ?? 0,
  reinstated: row?.reinstated ?? 0,
  withdrawn: row?.withdrawn ?? 0,
  replied: row?.replied ?? 0,
  repliedLate: row?.repliedLate ?? 0,
  closed: row?.closed ?? 0,
  upheld: row?.upheld ?? 0,
  open: row?.open ?? 0,
  repliesMissing: row?.repliesMissing ?? 0,
});
