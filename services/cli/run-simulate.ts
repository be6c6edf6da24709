// `shixian simulate`: seeded cases of all systems, written as NDJSON or posted to a running program.
import { join } from 'node:path';
import type { Calendar } from '../core/calendar.ts';
import { dayNumber, isoOfDay } from '../core/local-date.ts';
import { makeCalendars } from '../main.ts';
import { loadCalendars } from '../platform/load-calendars.ts';
import { packageRoot } from '../platform/package-root.ts';
import { type PostSummary, postEvents } from '../simulate/post-events.ts';
import { simulateCases, simulatedSystems } from '../simulate/simulate-cases.ts';
import type { CloudEventJson } from '../simulate/tell-events.ts';
import { writeNdjson } from '../simulate/write-ndjson.ts';
import { Failure, failure } from './failure.ts';
import { openKafka, readKafka } from './open-kafka.ts';
import { type Produced, produceSimulation } from './produce-simulation.ts';
import { readSystems } from './read-systems.ts';
import { makeLogger } from './serve.ts';

export interface SimulateOptions {
  readonly seed: number;
  readonly cases: number;
  /** Comma-separated; absent for all. */
  readonly systems?: string;
  /** First and last day on which cases begin, both included. */
  readonly from: string;
  readonly until: string;
  readonly faults: string;
  /** Events a second; 0 for as fast as they are taken. */
  readonly rate: number;
  readonly to: string;
  readonly url: string;
  /** host:port,host:port; the environment's brokers when absent. */
  readonly kafka?: string;
}

export async function runSimulate(options: SimulateOptions): Promise<void> {
  const { to, url, rate } = options;
  checkNumbers(options);
  const events = simulated(options, await openCalendar());
  if (to === 'http') await post(events, url, rate);
  else if (to === 'kafka') await produce(events, options);
  else if (to === 'ndjson') await writeNdjson({ events, out: process.stdout, rate, now });
  else throw failure('bad-destination', `--to ${to}: expected ndjson, http or kafka`);
}

const now = () => performance.now();

async function openCalendar(): Promise<Calendar> {
  const loaded = await loadCalendars(join(packageRoot(), 'schemas/calendars'));
  if (!loaded.ok) throw new Failure(loaded.problems);
  const calendars = makeCalendars(loaded.calendars);
  if (!calendars.ok) throw new Failure(calendars.problems);
  return calendars.value.get('cn')!;
}

function checkNumbers({ seed, cases, rate }: SimulateOptions): void {
  const check = (name: string, value: number, least: number, most: number) => {
    if (!Number.isInteger(value) || value < least || value > most)
      throw failure(`bad-${name}`, `--${name} ${value}: expected a whole number from ${least} to ${most}`);
  };
  check('seed', seed, 0, 4_294_967_295);
  check('cases', cases, 1, 100_000_000);
  check('rate', rate, 0, 1_000_000);
}

function simulated(options: SimulateOptions, calendar: Calendar): Iterable<CloudEventJson> {
  const { seed, cases, from, until, faults } = options;
  const systems = readSystems(options.systems, simulatedSystems);
  const [first, last] = [dayOf('--from', from, calendar), dayOf('--until', until, calendar)];
  if (first > last)
    throw failure('bad-window', `--from ${from} --until ${until}: expected the first day first`);
  if (faults !== 'none' && faults !== 'some')
    throw failure('bad-faults', `--faults ${faults}: expected none or some`);
  return simulateCases({ seed, cases, systems, from, to: until, calendar, faults: faults === 'some' });
}

function dayOf(option: string, text: string, { firstDay, lastDay }: Calendar): number {
  const [year, month, date] = text.split('-').map(Number);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayNumber(year!, month!, date!) : null;
  if (day === null || day < firstDay || day > lastDay)
    throw failure(
      'bad-window',
      `${option} ${text}: expected a date of the calendar, ${isoOfDay(firstDay)} to ${isoOfDay(lastDay)}`,
    );
  return day;
}

const PROGRESS_SECONDS = 5;

/** Ctrl-C ends the run after the batch under way, with its summary. */
async function post(events: Iterable<CloudEventJson>, url: string, rate: number): Promise<void> {
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw failure('bad-url', `--url ${url}: expected an address such as http://127.0.0.1:8080`);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  let told = 0;
  const onProgress = (summary: PostSummary) => {
    if (summary.seconds - told < PROGRESS_SECONDS) return;
    told = summary.seconds;
    process.stderr.write(`${counts(summary)}\n`);
  };
  const summary = await postEvents({ events, url, rate, now, stop: stop.signal, onProgress });
  const codes = Object.entries(summary.codes).map(([code, count]) => `  ${count} × ${code}`);
  process.stdout.write(`${[counts(summary), ...codes].join('\n')}\n`);
  if (summary.failure) throw new Failure([summary.failure]);
}

/** Ctrl-C ends the run after the batch under way. */
async function produce(
  events: Iterable<CloudEventJson>,
  { kafka, rate, systems }: SimulateOptions,
): Promise<void> {
  const settings = await readKafka(kafka === undefined ? {} : { kafka });
  if (settings === null)
    throw failure('no-kafka', '--to kafka: name the brokers with --kafka or SHIXIAN_KAFKA_BROKERS');
  const opened = await openKafka(settings, systems === undefined ? {} : { systems }, makeLogger('warn'));
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  let told = 0;
  const say = ({ sent, seconds }: Produced) => `${sent} events written to Kafka in ${seconds.toFixed(1)} s\n`;
  try {
    await opened.makeTopics();
    const { bus } = opened;
    const onProgress = (produced: Produced) => {
      if (produced.seconds - told < PROGRESS_SECONDS) return;
      told = produced.seconds;
      process.stderr.write(say(produced));
    };
    const produced = await produceSimulation({ events, bus, rate, now, stop: stop.signal, onProgress });
    process.stdout.write(say(produced));
  } finally {
    await opened.close();
  }
}

const counts = ({ sent, accepted, duplicate, rejected, queued, seconds }: PostSummary): string => {
  const judged = `${accepted} accepted, ${duplicate} known before, ${rejected} rejected`;
  return `${sent} events sent in ${seconds.toFixed(1)} s: ${queued > 0 ? `${queued} queued in Kafka, ` : ''}${judged}`;
};
