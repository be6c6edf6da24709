// Builds the embedded program: rules from their files, the store in a data folder, intake and evaluation over it.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { CalendarFacts } from '../schemas/calendar.ts';
import type { CalendarsComparison } from '../schemas/comparison.ts';
import { closedAttributes } from '../schemas/events/closed-attributes.ts';
import type { LaddersFile } from '../schemas/ladder.ts';
import type { Problem } from '../schemas/problem.ts';
import type { CatalogueTarget, Document } from '../schemas/target.ts';
import { type Calendar, makeCalendar } from './core/calendar.ts';
import { type Catalogue, compileTargets } from './core/compile-targets.ts';
import { findOverlaps } from './core/find-overlaps.ts';
import type { JudgedCase } from './core/judge-case.ts';
import { compareCalendars, type Rules } from './evaluate/compare-calendars.ts';
import { type Evaluation, mendCases, refreshCases, refreshStaleCases } from './evaluate/refresh-cases.ts';
import { NO_MEMORY, USUAL_MEMORY } from './ingest/known-cases.ts';
import { createIntake } from './ingest/take-in.ts';
import type { TakeIn } from './ingest/telling.ts';
import { loadCalendars } from './platform/load-calendars.ts';
import { checkTargetLadders, loadLadders } from './platform/load-ladders.ts';
import { loadTargets, type TargetsResult } from './platform/load-targets.ts';
import { packageRoot } from './platform/package-root.ts';
import { programVersion } from './platform/program-version.ts';
import type { CaseKey } from './store/case-events.ts';
import type { Cluster } from './store/cluster-statements.ts';
import type { Database } from './store/database.ts';
import { type InlineViews, inlineViews, withInlineViews } from './store/inline-views.ts';
import { migrate } from './store/migrate.ts';
import { readViews } from './store/read-migrations.ts';
import { enterEpoch, writeCalendars } from './store/rules.ts';
import { enterStore, readState, type StoreState } from './store/store-state.ts';
import { writeTargets } from './store/targets.ts';

/** Raised when an answer or what is stored of it changes without any rule file changing; part of the rules' version. */
const ENGINE_VERSION = 4;

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Every rule the program judges by. */
export interface RuleBook {
  readonly calendars: ReadonlyMap<string, Calendar>;
  readonly catalogue: Catalogue;
  readonly targets: readonly CatalogueTarget[];
  readonly documents: readonly Document[];
  /** Unexplained gaps of the catalogue; overlaps refuse it. */
  readonly warnings: readonly Problem[];
  /** The rungs at which cards are raised; no clock depends on them. */
  readonly ladders: { readonly file: LaddersFile; readonly version: string };
  /** Of all that clocks depend on. */
  readonly version: string;
}

const refused = (problems: readonly Problem[]) => ({ ok: false as const, problems });

/** Reads and checks calendars, targets and ladders; any mistake refuses the whole, naming file and line. */
export async function openRuleBook(
  schemas: string = join(packageRoot(), 'schemas'),
): Promise<Checked<RuleBook>> {
  const calendars = await openCalendars(join(schemas, 'calendars'));
  if (!calendars.ok) return calendars;
  const read = await readTargets(schemas, calendars.value);
  if (!read.ok) return read;
  const { loaded, ladders } = read.value;
  const compiled = compileTargets(loaded.targets, calendars.value, loaded.version);
  if (!compiled.ok) return refused(compiled.problems);
  const parts = [
    ENGINE_VERSION,
    loaded.version,
    ...[...calendars.value.values()].map(({ id, version }) => `${id}@${version}`),
  ];
  const version = createHash('sha256').update(parts.join()).digest('hex').slice(0, 16);
  const { documents, targets } = loaded;
  const found = findOverlaps([...compiled.catalogue.byId.values()], loaded.gaps, closedAttributes);
  const overlaps = found.filter(({ code }) => code === 'targets-overlap');
  if (overlaps.length > 0)
    return refused(
      overlaps.map((one) => ({ ...one, message: `${loaded.placeOf(one.field!)}: ${one.message}` })),
    );
  const warnings = found.filter(({ code }) => code !== 'targets-overlap');
  return {
    ok: true,
    value: {
      calendars: calendars.value,
      catalogue: compiled.catalogue,
      targets,
      documents,
      warnings,
      ladders,
      version,
    },
  };
}

interface ReadTargets {
  readonly loaded: Extract<TargetsResult, { ok: true }>;
  readonly ladders: RuleBook['ladders'];
}

/** Targets, and the ladders they climb. */
async function readTargets(
  schemas: string,
  calendars: ReadonlyMap<string, Calendar>,
): Promise<Checked<ReadTargets>> {
  const [loaded, ladders] = await Promise.all([
    loadTargets(join(schemas, 'targets'), new Set(calendars.keys())),
    loadLadders(join(schemas, 'ladders.yaml')),
  ]);
  if (!loaded.ok || !ladders.ok)
    return refused([loaded, ladders].flatMap((part) => (part.ok ? [] : part.problems)));
  const misfits = checkTargetLadders(loaded.targets, ladders.file, loaded.placeOf);
  if (misfits.length > 0) return refused(misfits);
  const { file, version } = ladders;
  return { ok: true, value: { loaded, ladders: { file, version } } };
}

async function openCalendars(dir: string): Promise<Checked<ReadonlyMap<string, Calendar>>> {
  const loaded = await loadCalendars(dir);
  return loaded.ok ? makeCalendars(loaded.calendars) : refused(loaded.problems);
}

/** Compiles every calendar, or says what is wrong with the first that cannot be. */
export function makeCalendars(
  facts: ReadonlyMap<string, CalendarFacts>,
): Checked<ReadonlyMap<string, Calendar>> {
  const calendars = new Map<string, Calendar>();
  for (const [id, published] of facts) {
    const result = makeCalendar(published);
    if (!result.ok) return refused([result.problem]);
    calendars.set(id, result.calendar);
  }
  return { ok: true, value: calendars };
}

/** The running program. */
export interface Shixian {
  readonly db: Database;
  /** What `db` does to every question, for others that ask the same store. */
  readonly inline: InlineViews;
  readonly rules: RuleBook;
  readonly takeIn: TakeIn;
  /** Forgets what the intake remembers of cases, for when another process may have told of them since. */
  readonly forget: () => void;
  /** What other calendars would change of days, verdicts and deadlines; nothing is stored. */
  readonly compareCalendars: (
    calendars: readonly CalendarFacts[],
    asOf: number,
  ) => Promise<Checked<CalendarsComparison>>;
  /** Cases refolded at opening because a kill or a change of rules had left them behind. */
  readonly refreshed: number;
  /** Names the store, such as in the name of the group that reads Kafka into it. */
  readonly storeId: string;
  /** Of the rules the store stands under. */
  readonly epoch: number;
  /** The zone in which instants of a case are shown. */
  readonly zoneOf: (judged: JudgedCase) => string;
  /** Hears of cases of which a clock has changed, until what is returned is called. */
  readonly whenChanged: (hear: Hear) => () => void;
}

export type Hear = (keys: readonly CaseKey[]) => void;

export interface OpenOptions {
  readonly db: Database;
  readonly rules: RuleBook;
  readonly now: () => number;
  /** The store was prepared by another process and may not be changed by this one: it is checked instead. */
  readonly prepared?: boolean;
  /** Other processes may tell of the same cases: nothing is remembered of cases. */
  readonly shared?: boolean;
  /** False where another process mends cases that a kill left behind: this one writes no verdict. */
  readonly mends?: boolean;
  /** Of the server's configuration; without it the server is one alone, or the engine embedded. */
  readonly cluster?: Cluster;
}

/** Brings the store up to date with the rules and opens it for work; the caller closes the database. */
export async function openShixian(options: OpenOptions): Promise<Checked<Shixian>> {
  const { rules, now, shared = false, mends = true } = options;
  const state = options.prepared ? await checkStore(options.db, rules) : await prepareStore(options);
  if (!state.ok) return state;
  const { id: storeId, epoch } = state.value;
  const inline = await shippedViews();
  const db = withInlineViews(options.db, inline);
  const evaluation: Evaluation = {
    db,
    catalogue: rules.catalogue,
    rules: { epoch, catalogueVersion: rules.catalogue.version },
    zoneOf: (judged) =>
      zoneOfCase(rules.calendars, judged.clocks[0]?.target.counter.calendar, judged.history.jurisdiction),
  };
  const refreshed = mends ? await refreshStaleCases(evaluation, now()) : 0;
  const hearing = new Set<Hear>();
  const tell: Hear = (keys) => {
    if (keys.length === 0) return;
    for (const hear of hearing) hear(keys);
  };
  const { takeIn, forget } = createIntake({
    db,
    now,
    refresh: async (touched, token, stored) => {
      const before = touched.map(({ digests }) => digests);
      const digests = await refreshCases(evaluation, touched, token, stored);
      tell(touched.filter((_, i) => digests[i] !== before[i]));
      return digests;
    },
    mend: async (keys) => {
      await mendCases(evaluation, keys, now());
      tell(keys);
    },
    appVersion: programVersion(),
    memory: shared ? NO_MEMORY : USUAL_MEMORY,
  });
  const compare = async (facts: readonly CalendarFacts[], asOf: number) => {
    const other = underCalendars(rules, facts);
    return other.ok
      ? { ok: true as const, value: await compareCalendars(db, rules, other.value, asOf) }
      : other;
  };
  const whenChanged = (hear: Hear) => {
    hearing.add(hear);
    return () => void hearing.delete(hear);
  };
  const { zoneOf } = evaluation;
  const opened = { db, inline, rules, takeIn, forget, compareCalendars: compare, refreshed, storeId, epoch };
  return { ok: true, value: { ...opened, zoneOf, whenChanged } };
}

/** Puts the text of the shipped views in the place of their calls. */
export const shippedViews = async (): Promise<InlineViews> =>
  inlineViews(await readViews(join(packageRoot(), 'schemas', 'views')));

async function checkStore(db: Database, rules: RuleBook): Promise<Checked<StoreState>> {
  const found = await readState(db, rules.version);
  return found.ok ? { ok: true, value: found.state } : refused([found.problem]);
}

/** Tables, views, calendars, targets and the epoch of the rules. */
async function prepareStore(options: OpenOptions): Promise<Checked<StoreState>> {
  const { now, db, cluster } = options;
  const schemas = join(packageRoot(), 'schemas');
  const entered: StoreState[] = [];
  const migrated = await migrate(db, {
    tablesDir: join(schemas, 'tables'),
    viewsDir: join(schemas, 'views'),
    now: () => new Date(now()),
    afterwards: async () => void entered.push(await enterRules(options)),
    ...(cluster ? { cluster } : {}),
  });
  return migrated.ok ? { ok: true, value: entered[0]! } : refused(migrated.problems);
}

async function enterRules({ db, rules, now }: OpenOptions): Promise<StoreState> {
  const id = await enterStore(db, now());
  await writeCalendars(db, [...rules.calendars.values()], now());
  await writeTargets(db, rules.targets, rules.version);
  return { id, epoch: await enterEpoch(db, rules.version, now()) };
}

/** The rules in force, on other calendars. */
function underCalendars(rules: RuleBook, facts: readonly CalendarFacts[]): Checked<Rules> {
  const calendars = makeCalendars(new Map(facts.map((one) => [one.id, one])));
  if (!calendars.ok) return calendars;
  const compiled = compileTargets(rules.targets, calendars.value, rules.catalogue.version);
  return compiled.ok
    ? { ok: true, value: { calendars: calendars.value, catalogue: compiled.catalogue } }
    : refused(compiled.problems);
}

/** The zone instants of a case are shown in: its calendar's, else its country's, else China's. */
export function zoneOfCase(
  calendars: ReadonlyMap<string, Calendar>,
  calendar: Calendar | undefined,
  jurisdiction: string | null,
): string {
  return (
    (calendar ?? calendars.get(jurisdiction?.split('/')[0] ?? 'cn') ?? calendars.get('cn'))?.zone ??
    'Asia/Shanghai'
  );
}
