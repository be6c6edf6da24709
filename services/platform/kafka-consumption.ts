// Keeps a program consuming: a consumer that crashes or falls silent is replaced, until asked to stop or beyond help.
import type { ConsumeOptions, Consumption } from './event-bus.ts';
import { checkTopics, type KafkaAdmin } from './kafka-admin.ts';
import type { KafkaLogger } from './kafka-client.ts';
import { type Member, openMember } from './kafka-member.ts';
import { explainKafka, isLasting, isProgramError } from './kafka-problem.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import type { TopicNames } from './topic-names.ts';
import { sleepUnless, waitMs } from './wait-bounded.ts';

export interface ConsumptionTools {
  readonly settings: KafkaSettings;
  readonly admin: KafkaAdmin;
  readonly names: TopicNames;
  readonly logger: KafkaLogger | null;
}

/** Errors of programs, one after the other without a batch between, after which more of the same is expected. */
const MOST_PROGRAM_ERRORS = 5;
const CLOSE_MS = 5_000;
const WATCH_MS = 1_000;

interface State {
  member: Member | null;
  heardAt: number | null;
  programErrors: number;
  /** What the handler threw, which ends it all. */
  broken: { readonly error: unknown } | null;
}

/** Resolves when topics and login are found to be right; joining the group goes on after that. */
export async function startConsumption(
  options: ConsumeOptions,
  tools: ConsumptionTools,
): Promise<Consumption> {
  const { admin, names } = tools;
  await checkTopics(admin, options.topics.map(names.atBroker));
  const state: State = { member: null, heardAt: null, programErrors: 0, broken: null };
  const stopping = new AbortController();
  const living = live(options, tools, state, stopping.signal);
  return {
    lastHeardAt: () => state.heardAt,
    stop: async () => {
      state.member?.letGo();
      stopping.abort();
      await living;
    },
  };
}

async function live(
  options: ConsumeOptions,
  tools: ConsumptionTools,
  state: State,
  stopping: AbortSignal,
): Promise<void> {
  const { logger, settings } = tools;
  const inTurn = makeTurns();
  for (let tries = 0; !stopping.aborted; tries += 1) {
    const handed = { any: false };
    const error = await liveOnce(options, tools, state, stopping, inTurn, handed);
    if (stopping.aborted) return;
    if (handed.any) tries = 0;
    state.programErrors = handed.any ? 0 : state.programErrors;
    if (isProgramError(error)) state.programErrors += 1;
    if (state.broken || isLasting(error) || state.programErrors > MOST_PROGRAM_ERRORS) {
      options.onDead(
        state.broken ? asError(state.broken.error) : explainKafka(error, 'to consume', settings),
      );
      return;
    }
    const inMs = waitMs(tries);
    logger?.warn({ group: options.group, err: error, inMs }, 'consuming broke off and begins anew');
    await sleepUnless(stopping, inMs);
  }
}

/** One consumer from beginning to end; returns what ended it. */
async function liveOnce(
  options: ConsumeOptions,
  tools: ConsumptionTools,
  state: State,
  stopping: AbortSignal,
  inTurn: ReturnType<typeof makeTurns>,
  handed: { any: boolean },
): Promise<unknown> {
  let breakOff: (error: unknown) => void = () => undefined;
  const broken = new Promise<unknown>((resolve) => {
    breakOff = resolve;
  });
  stopping.addEventListener('abort', breakOff, { once: true });
  const life = { heardAt: Date.now() };
  const member = openMember({
    ...options,
    ...tools,
    inTurn,
    onHeard: () => {
      life.heardAt = Date.now();
      state.heardAt = life.heardAt;
    },
    onHanded: () => {
      handed.any = true;
    },
    onBroken: (error) => {
      state.broken = { error };
      breakOff(error);
    },
  });
  state.member = member;
  const stopWatching = watchSilence(life, tools.settings, breakOff);
  try {
    return await Promise.race([member.connect().then(member.run), broken]);
  } catch (error) {
    return error;
  } finally {
    stopWatching();
    stopping.removeEventListener('abort', breakOff);
    const hasEnded = await member.close(stopping.aborted ? tools.settings.stopTimeoutMs : CLOSE_MS);
    if (!hasEnded) tools.logger?.warn({ group: options.group }, 'what was under way is left to itself');
  }
}

/** The client can hang where it waits for an answer that never comes; then nobody hears from it any more. */
function watchSilence(
  life: { readonly heardAt: number },
  settings: KafkaSettings,
  breakOff: (error: unknown) => void,
): () => void {
  // A join is answered only when the others have joined too.
  const patienceMs = settings.rebalanceTimeoutMs + settings.sessionTimeoutMs + settings.requestTimeoutMs;
  const timer = setInterval(() => {
    const silentMs = Date.now() - life.heardAt;
    if (silentMs > patienceMs) breakOff(new Error(`nothing was heard of Kafka for ${silentMs} ms`));
  }, WATCH_MS);
  return () => clearInterval(timer);
}

/** A handler left behind by one consumer must end before the next hands on a batch of the same partition. */
function makeTurns(): (place: string, work: () => Promise<void>) => Promise<void> {
  const last = new Map<string, Promise<void>>();
  return async (place, work) => {
    const mine = (last.get(place) ?? Promise.resolve()).then(work);
    const settled = mine.catch(() => undefined);
    last.set(place, settled);
    await mine;
    if (last.get(place) === settled) last.delete(place);
  };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
