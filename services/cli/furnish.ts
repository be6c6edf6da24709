// Opens the program over a database, with its HTTP door.
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { ApiContext } from '../api/create-server.ts';
import { createServer } from '../api/create-server.ts';
import { type BoardShelf, loadBoards } from '../boards/load-boards.ts';
import type { IngestMetrics } from '../ingest/ingest-metrics.ts';
import { createSettlement } from '../ingest/settle-rejections.ts';
import type { TakeIn } from '../ingest/telling.ts';
import { openShixian, type RuleBook, type Shixian, zoneOfCase } from '../main.ts';
import { packageRoot } from '../platform/package-root.ts';
import { programVersion } from '../platform/program-version.ts';
import type { Cluster } from '../store/cluster-statements.ts';
import type { Database } from '../store/database.ts';
import { Failure } from './failure.ts';

/** The program open over its store. */
export interface House {
  readonly shixian: Shixian;
  readonly app: FastifyInstance;
  close(): Promise<void>;
}

export interface FurnishOptions {
  readonly now: () => number;
  /** Serve the page and the API's description; null answers the API alone. */
  readonly webDir: string | null;
  readonly logger: Logger | null;
  /** The store was prepared by `shixian migrate`; it is checked, not changed. */
  readonly prepared?: boolean;
  /** Others may tell of the same cases without Kafka between: nothing is remembered of cases. */
  readonly shared?: boolean;
  /** False where another process mends cases that a kill left behind. */
  readonly mends?: boolean;
  /** Where the store lies on a cluster. */
  readonly cluster?: Cluster;
  /** How the ingestion is, where there is one. */
  readonly watched?: Watched;
  /** What else the server is told to show, or to tell of. */
  readonly shown?: Pick<ApiContext, 'health' | 'metrics' | 'cardUrl' | 'onDeed'>;
  /** Where events that come by HTTP go; by default into the store. */
  readonly takeInOf?: (shixian: Shixian) => TakeIn;
}

/** What is shown of the program at work. */
export interface Watched extends Pick<ApiContext, 'health'> {
  readonly metrics: IngestMetrics;
}

/** The house owns the database from now on, and closes it when it cannot be opened. */
export async function furnish(db: Database, rules: RuleBook, options: FurnishOptions): Promise<House> {
  const { now, webDir, logger, prepared = false, cluster, shared = false, mends = true } = options;
  const opened = await openOver(db, {
    db,
    rules,
    now,
    prepared,
    shared,
    mends,
    ...(cluster ? { cluster } : {}),
  });
  const { watched, takeInOf } = options;
  const boards = webDir === null ? null : await openBoards(db);
  const takeIn = takeInOf ? takeInOf(opened) : opened.takeIn;
  const app = await createServer({
    shixian: { ...opened, takeIn: watched ? counted(takeIn, watched.metrics) : takeIn },
    rejections: createSettlement({ db, takeIn, now }),
    now,
    zoneOf: ({ clocks, history }) =>
      zoneOfCase(rules.calendars, clocks[0]?.target.counter.calendar, history.jurisdiction),
    version: programVersion(),
    webDir,
    logger,
    ...(boards ? { boards } : {}),
    ...watched,
    ...options.shown,
  });
  const close = async () => {
    await app.close();
    await db.close();
  };
  return { shixian: opened, app, close };
}

async function openBoards(db: Database): Promise<BoardShelf> {
  const loaded = await loadBoards(join(packageRoot(), 'dashboards'));
  if (loaded.ok) return loaded.boards;
  await db.close();
  throw new Failure(loaded.problems);
}

const counted =
  (takeIn: TakeIn, { countHttp }: IngestMetrics): TakeIn =>
  async (batch, telling) => {
    const receipts = await takeIn(batch, telling);
    countHttp(receipts);
    return receipts;
  };

async function openOver(db: Database, options: Parameters<typeof openShixian>[0]): Promise<Shixian> {
  try {
    const opened = await openShixian(options);
    if (opened.ok) return opened.value;
    throw new Failure(opened.problems);
  } catch (error) {
    await db.close();
    throw error;
  }
}
