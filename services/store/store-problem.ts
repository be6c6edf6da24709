// Says in one sentence why the store could not do what was asked of it.
import type { Problem } from '../../schemas/problem.ts';

const isFull = (message: string): boolean => /not enough space|no space left|disk quota/i.test(message);

/** The problem of an error that the store threw; nothing of the work it broke off was answered for. */
export function storeProblem({ message }: Error): Problem {
  const first = message.split('\n')[0]!.trim().slice(0, 300);
  return isFull(message)
    ? {
        code: 'disk-full',
        message: `the disk of the data folder is full (${first}); free some space and try again`,
      }
    : { code: 'store-unavailable', message: `the store could not do this: ${first}` };
}
