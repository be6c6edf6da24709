// Says in one sentence why the store could not do what was asked of it.
import type { Problem } from '../../schemas/problem.ts';

const isFull = (message: string): boolean => /not enough space|no space left|disk quota/i.test(message);

/** The problem of an error that the store, or Kafka before it, threw; nothing of the work it broke off was answered for. */
export function storeProblem({ name, message }: Error): Problem {
  const first = message.split('\n')[0]!.trim().slice(0, 300);
  if (name === 'SendFailed')
    return { code: 'kafka-unavailable', message: `${first}; send the same events again` };
  return isFull(message)
    ? {
        code: 'disk-full',
        message: `the disk of the store is full (${first}); free some space and try again`,
      }
    : { code: 'store-unavailable', message: `the store could not do this: ${first}` };
}
