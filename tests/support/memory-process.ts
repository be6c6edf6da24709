// A process of the broker model: while frozen it does nothing, dead it never does anything again.
export interface MemoryProcess {
  readonly name: string;
  readonly state: () => 'running' | 'frozen' | 'dead';
  /** As SIGKILL: nothing it waits for ever comes. */
  readonly kill: () => void;
  /** As SIGSTOP, a long pause of the virtual machine or of the collector. */
  readonly freeze: () => void;
  /** Goes on where it stood, not knowing that time has passed. */
  readonly thaw: () => void;
  /** Resolves when the process may go on; never for a dead one. */
  readonly running: () => Promise<void>;
  /** Does something outside for the process; what was begun is finished outside whatever becomes of the process. */
  readonly pass: <T>(work: () => Promise<T>) => Promise<T>;
}

export function makeProcess(name: string): MemoryProcess {
  let state: ReturnType<MemoryProcess['state']> = 'running';
  let waiting: (() => void)[] = [];
  const running = (): Promise<void> =>
    state === 'running' ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
  const untilRunning = async (): Promise<void> => {
    while (state !== 'running') await running();
  };
  return {
    name,
    state: () => state,
    kill: () => {
      state = 'dead';
      waiting = [];
    },
    freeze: () => {
      if (state === 'running') state = 'frozen';
    },
    thaw: () => {
      if (state !== 'frozen') return;
      state = 'running';
      for (const go of waiting.splice(0)) go();
    },
    running: untilRunning,
    pass: async (work) => {
      await untilRunning();
      const outcome = await work().then(
        (value) => () => value,
        (error: unknown) => () => {
          throw error;
        },
      );
      await untilRunning();
      return outcome();
    },
  };
}
