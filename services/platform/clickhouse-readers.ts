// Opens connections over the embedded store that hand on the engine's answer byte for byte, in any of its formats.
export interface RawAnswer {
  readonly bytes: Uint8Array;
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly seconds: number;
}

/** One connection: runs one statement at a time and keeps what SET states until it is closed. */
export interface Reader {
  run(sql: string, format: string): Promise<RawAnswer>;
  close(): void;
}

export type OpenReader = () => Promise<Reader>;

/**
 * `dir` is a folder this process has open already; a connection takes about a millisecond to open. `settings` hold
 * from its first statement on, so also for how long that may be.
 */
export const readersOver =
  (dir: string, settings: Readonly<Record<string, number>> = {}): OpenReader =>
  async () => {
    const { Session } = await import('chdb');
    const connectionArgs = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
    const session = new Session(dir, { connectionArgs });
    return {
      run: async (sql, format) => {
        const answer = await session.queryAsync(sql, { format });
        const { rowsRead, bytesRead, elapsed } = answer;
        return { bytes: answer.bytes(), rowsRead, bytesRead, seconds: elapsed };
      },
      close: () => session.close(),
    };
  };
