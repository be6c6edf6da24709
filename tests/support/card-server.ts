// The program's pages over a store that holds a few cards and the case of some of them, at a clock that stands still.
import { join } from 'node:path';
import { createServer } from '../../services/api/create-server.ts';
import { loadBoards } from '../../services/boards/load-boards.ts';
import type { CardFacts } from '../../services/core/card-life.ts';
import { openShixian } from '../../services/main.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { raiseCards, withdrawCards } from '../../services/store/cards.ts';
import { cardIdOf, REACHED, someFacts, someWithdrawal } from './card-events.ts';
import { openTestDatabase } from './embedded-database.ts';
import { received } from './permit-events.ts';
import { shippedRules } from './simulated.ts';

const HOUR = 3_600_000;

export interface CardServer {
  readonly address: string;
  /** How often the server told that a deed was stored. */
  deeds(): number;
  close(): Promise<void>;
}

/** The case that is told of, so that it has a page. */
export const TOLD_CASE = 'case-1';
const ofCase = { system: 'permit', caseId: TOLD_CASE, jurisdiction: 'cn/hubei/ezhou', department: '住建局' };

/** Cards by name; the later raised stand first in the list. */
const raised: readonly (readonly [name: string, change: Partial<CardFacts>])[] = [
  ['warned', { ...ofCase, rung: 'warning', elapsed: 6, deadline: REACHED + 40 * HOUR, replyDueAt: null }],
  ['escalated', { rung: 'escalation', caseId: 'W-2026-0098', elapsed: 11, replyDueAt: null }],
  ['group', { rung: 'red', caseId: null, group: '2026-02', unit: 'percent', limit: 95, elapsed: 91.25 }],
  ['gone', { caseId: 'W-2026-0100' }],
  ['late', { ...ofCase, rung: 'yellow', elapsed: 7, raisedLate: true, deadline: REACHED + HOUR }],
  ['overdue', { caseId: 'W-2026-0111', replyDueAt: REACHED + HOUR, department: '吉安市水务局' }],
  ['red', {}],
];

/** `more` are red cards besides, raised before the others. */
export async function serveCards({
  webDir,
  more = 0,
}: {
  webDir: string | null;
  more?: number;
}): Promise<CardServer> {
  const store = await openTestDatabase({ migrated: false });
  const rules = await shippedRules();
  const now = () => REACHED + 3 * HOUR;
  const opened = await openShixian({ db: store.db, rules, now });
  const boards = await loadBoards(join(packageRoot(), 'dashboards'));
  if (!opened.ok || !boards.ok) throw new Error('the store or the boards could not be opened');
  await opened.value.takeIn([{ origin: 'tests', event: received() }]);
  const many = Array.from({ length: more }, (_, i) => `more ${i}`);
  await raiseCards(
    store.db,
    many.map((name) => ({ cardId: cardIdOf(name), facts: someFacts({ caseId: name }) })),
    REACHED - HOUR,
  );
  for (const [i, [name, change]] of raised.entries())
    await raiseCards(store.db, [{ cardId: cardIdOf(name), facts: someFacts(change) }], REACHED + i * 1000);
  await withdrawCards(store.db, [{ cardId: cardIdOf('gone'), withdrawal: someWithdrawal }], REACHED + HOUR);
  let deeds = 0;
  const app = await createServer({
    shixian: opened.value,
    boards: boards.boards,
    now,
    zoneOf: () => 'Asia/Shanghai',
    version: '0',
    webDir,
    logger: null,
    onDeed: () => {
      deeds += 1;
    },
  });
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const close = async () => {
    await app.close();
    await store.close();
  };
  return { address, deeds: () => deeds, close };
}
