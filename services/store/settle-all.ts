// Waits for works under way at once.

/** Waits for all, so that nothing still runs when the first failure is thrown. */
export async function settleAll(works: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === 'rejected');
  if (failed) throw (failed as PromiseRejectedResult).reason;
}

/** A work that is waited for later: until then its failure is nobody's. */
export function underWay<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}
