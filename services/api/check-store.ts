// Asks the store for a sign of life, within a time and never twice at once.
import type { Database } from '../store/database.ts';
import { Refusal } from './refusal.ts';

const WITHIN_MS = 5000;

/** Returns a check that throws when the store fails, or has not answered in time. */
export function storeCheck(db: Pick<Database, 'query'>, withinMs: number = WITHIN_MS): () => Promise<void> {
  let asking: Promise<unknown> | null = null;
  const ask = async () => {
    try {
      await db.query('SELECT 1');
    } finally {
      asking = null;
    }
  };
  return async () => {
    asking ??= ask();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(silent(withinMs)), withinMs);
    });
    try {
      await Promise.race([asking, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

const silent = (withinMs: number): Refusal =>
  new Refusal(503, [
    { code: 'store-unavailable', message: `the store did not answer within ${withinMs / 1000} s` },
  ]);
