// A client that is made when first used, and made anew after it has failed.
export interface Renewable<C> {
  /** Works with the client; after an error the next use gets a new one. */
  use<T>(work: (client: C) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function makeRenewable<C>(
  open: () => Promise<C>,
  dispose: (client: C) => Promise<void>,
): Renewable<C> {
  let current: Promise<C> | null = null;
  const letGo = async (client: Promise<C>): Promise<void> => {
    if (current === client) current = null;
    await client.then(dispose).catch(() => undefined);
  };
  return {
    use: async (work) => {
      current ??= open();
      const mine = current;
      try {
        return await work(await mine);
      } catch (error) {
        void letGo(mine);
        throw error;
      }
    },
    close: async () => {
      if (current) await letGo(current);
    },
  };
}
