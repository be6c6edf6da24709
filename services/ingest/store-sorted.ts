// Stores what a group was sorted into: refusals, events, and the cases that they touch.
import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { identityOf } from '../core/history-event.ts';
import { type Digests, type TouchedCase, writeEvents } from '../store/case-events.ts';
import { writeRejections } from '../store/rejected-events.ts';
import { settleAll, underWay } from '../store/settle-all.ts';
import type { KnownCase } from './known-cases.ts';
import type { Prepared } from './prepare-parts.ts';
import type { SortedBatch } from './sort-batch.ts';
import type { IntakeOptions } from './telling.ts';

export async function storeSorted(
  options: IntakeOptions,
  { receivedAt, parts }: Prepared,
  sorted: SortedBatch,
  isIdle: () => void,
): Promise<void> {
  const { db, appVersion } = options;
  const { fresh, rejections, touched } = sorted;
  const names = parts.map(({ telling }) => telling?.name ?? String(receivedAt));
  const token = tokenOf(sorted, names.join('\u0003'));
  const works: Promise<unknown>[] = [];
  if (rejections.length > 0) {
    const refused = { receivedAt, appVersion, token: `${token}:rejected` };
    works.push(underWay(writeRejections(db, rejections, refused)));
  }
  if (fresh.length > 0) {
    const stored = underWay(writeEvents(db, fresh, `${token}:events`));
    // The events are on their way before the fold, which leaves nothing else a turn.
    await breathe();
    const refreshed = underWay(options.refresh(touchedCases(touched), token, stored));
    works.push(
      stored,
      refreshed,
      refreshed.then((digests) => keepDigests(touched, digests)),
    );
  }
  isIdle();
  await settleAll(works);
}

function keepDigests(touched: Iterable<KnownCase>, digests: readonly Digests[]): void {
  for (const [i, known] of [...touched].entries()) known.digests = digests[i]!;
}

/** The same fresh events make the same token, so a retried insert is stored once. */
function tokenOf({ fresh, rejections }: SortedBatch, name: string): string {
  const hash = createHash('sha256').update(name);
  hash.update(fresh.map(({ event }) => `${identityOf(event)}\u0001`).join(''));
  for (const { raw } of rejections) hash.update(raw).update('\u0002');
  return `intake:${hash.digest('hex').slice(0, 32)}`;
}

const touchedCases = (touched: Iterable<KnownCase>): TouchedCase[] =>
  [...touched].map(({ system, caseId, events, digests }) => ({
    system,
    caseId,
    events: [...events.values()],
    digests,
  }));
