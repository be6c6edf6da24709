// Turns what a command threw into plain sentences; only a fault of the program itself shows its stack.
import type { Problem } from '../../schemas/problem.ts';
import { clickhouseCode, ServerSilent } from '../platform/clickhouse-faults.ts';
import { storeProblem } from '../store/store-problem.ts';
import { Failure } from './failure.ts';

export function explainFault(error: unknown): readonly Problem[] {
  if (error instanceof Failure) return error.problems;
  if (!(error instanceof Error)) return [{ code: 'fault', message: String(error) }];
  if (isTold(error)) return [error.problem];
  if (error instanceof ServerSilent || clickhouseCode(error) !== null) return [storeProblem(error)];
  if (error.name === 'ClickHouseError' || /ENOSPC|EDQUOT/.test(codeOf(error))) return [storeProblem(error)];
  if (/could not open/.test(error.message)) return [unopened(error)];
  if (error.message === 'fetch failed') return [serverGone(error)];
  return [{ code: 'fault', message: `this is a mistake of the program: ${error.stack ?? error.message}` }];
}

/** A server that cannot be used as the settings say brings its own sentence; told by name, so that commands start without its client. */
const isTold = (error: Error): error is Error & { readonly problem: Problem } =>
  error.name === 'ServerUnusable' || error.name === 'KafkaProblem';

const codeOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? '';

const causeOf = ({ cause }: Error): string =>
  cause instanceof Error ? ` (${cause.message.split('\n')[0]})` : '';

const unopened = (error: Error): Problem => ({
  code: 'store-unavailable',
  message: `${error.message}${causeOf(error)}`,
});

const serverGone = (error: Error): Problem => ({
  code: 'server-gone',
  message: `the server that has the data folder stopped answering${causeOf(error)}; run the command again, nothing is lost or doubled by it`,
});
