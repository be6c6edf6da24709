// `shixian clock`: a calculator for one question, or for any number of them, one JSON object a line.
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ClockAnswer } from '../../schemas/clock-question.ts';
import { makeCalendars } from '../main.ts';
import { loadCalendars } from '../platform/load-calendars.ts';
import { packageRoot } from '../platform/package-root.ts';
import { type AnswerClock, createClockAnswerer } from './answer-clock.ts';
import { Failure, failure } from './failure.ts';

export interface ClockOptions {
  readonly stdin?: boolean;
  readonly method?: string;
  readonly start?: string;
  readonly end?: string;
  readonly pause: readonly string[];
  readonly limit?: string;
  readonly calendar: string;
  readonly officeHours?: string;
  readonly dayEnds: string;
  readonly format: 'text' | 'json';
}

export async function runClock(options: ClockOptions): Promise<void> {
  const answer = await openAnswerer();
  if (options.stdin) await answerLines(answer);
  else answerOne(answer, options);
}

async function openAnswerer(): Promise<AnswerClock> {
  const loaded = await loadCalendars(join(packageRoot(), 'schemas/calendars'));
  if (!loaded.ok) throw new Failure(loaded.problems);
  const calendars = makeCalendars(loaded.calendars);
  if (!calendars.ok) throw new Failure(calendars.problems);
  return createClockAnswerer(loaded.calendars, calendars.value);
}

function answerOne(answer: AnswerClock, options: ClockOptions): void {
  const { method, start, end, limit, calendar, dayEnds, officeHours } = options;
  if (method === undefined || start === undefined)
    throw failure(
      'missing-option',
      'clock needs --method and --start, or --stdin with one JSON object a line',
    );
  const answered = answer({
    method,
    start,
    end: end ?? null,
    pauses: options.pause.map(readPause),
    limit: readLimit(limit),
    calendar,
    dayEnds,
    officeHours: readHours(officeHours),
  });
  if (isRefusal(answered)) process.exitCode = 1;
  process.stdout.write(options.format === 'json' ? `${JSON.stringify(answered)}\n` : answerText(answered));
}

/** Nothing was counted, for another reason than that the deadline is not settled yet. */
const isRefusal = ({ elapsed, deadline, problems }: ClockAnswer): boolean =>
  elapsed === null &&
  deadline === null &&
  problems.some(({ code }) => code !== 'paused' && code !== 'provisional-deadline');

function readLimit(text: string | undefined): number | null {
  if (text === undefined) return null;
  const limit = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(limit)) return limit;
  throw failure('bad-limit', `--limit ${text}: expected a number such as 5 or 1.5`);
}

/** FROM/TO, where TO may be empty for a pause that is not over. */
function readPause(text: string): [string, string | null] {
  const slash = text.indexOf('/');
  if (slash < 0)
    throw failure('bad-pause', `--pause ${text}: expected FROM/TO, or FROM/ for a pause that is not over`);
  return [text.slice(0, slash), text.slice(slash + 1) || null];
}

/** A text of spans, or a JSON list of seasons. */
function readHours(text: string | undefined): unknown {
  if (text === undefined) return null;
  if (!text.trimStart().startsWith('[')) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw failure('bad-office-hours', `--office-hours ${text}: not JSON: ${(error as Error).message}`);
  }
}

function answerText({ elapsed, unit, deadline, problems }: ClockAnswer): string {
  const lines = [
    `elapsed 用时    ${elapsed === null ? '—' : `${elapsed} ${unit}`}`,
    `deadline 截止   ${deadline ?? '—'}`,
    ...problems.map(({ code, message }) => `! ${code}: ${message}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Answers line by line as fast as the reader takes them, holding none. */
async function answerLines(answer: AnswerClock): Promise<void> {
  process.stdout.on('error', () => process.exit(0));
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const more = process.stdout.write(`${JSON.stringify(answerLine(answer, line))}\n`);
    if (!more) await once(process.stdout, 'drain');
  }
}

function answerLine(answer: AnswerClock, line: string): ClockAnswer {
  try {
    return answer(JSON.parse(line));
  } catch (error) {
    const message = `the line is not JSON: ${(error as Error).message}; expected one object such as {"method":"wd_excl","start":"2026-03-02T09:00","limit":5}`;
    return { id: null, elapsed: null, unit: null, deadline: null, problems: [{ code: 'bad-json', message }] };
  }
}
