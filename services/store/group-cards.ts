// Cards of groups in the store, and up to which midnight groups were judged.
import type { CardLife } from '../core/card-life.ts';
import { readCardLives } from './cards.ts';
import { instantText } from './case-events.ts';
import type { Database } from './database.ts';
import { writeRows } from './write-rows.ts';

/** Every card of a group that is not withdrawn. */
export async function readGroupCards(db: Database): Promise<CardLife[]> {
  const rows = await db.query<{ card_id: string }>(
    "SELECT DISTINCT card_id FROM card_events WHERE kind IN ('raised', 'reinstated') AND group_key != ''",
  );
  const lives = await readCardLives(
    db,
    rows.map(({ card_id }) => card_id),
  );
  return [...lives.values()].filter(({ state }) => state !== 'withdrawn');
}

const KIND = 'groups';

/** The last local day, YYYY-MM-DD, at whose end the groups were judged; null when they never were. */
export async function readJudgedDay(db: Database): Promise<string | null> {
  const [row] = await db.query<{ day: string }>(
    'SELECT max(period) AS day FROM digest_runs WHERE kind = {kind:String}',
    { kind: KIND },
  );
  return row!.day === '' ? null : row!.day;
}

export const noteJudgedDay = (db: Database, day: string, now: number): Promise<void> =>
  writeRows(db, 'digest_runs', ['kind', 'period', 'done_at'], [[KIND, day, instantText(now)]]);
