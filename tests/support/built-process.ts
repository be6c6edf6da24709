// Starts a small script over the built program, as a process that a test can kill.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../services/platform/package-root.ts';

export interface BuiltProcess {
  pid: number;
  /** The next line it printed; null when it has ended. */
  nextLine(): Promise<string | null>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** `script` is module code; `load('services/…')` gives it a module of the build, `args` its arguments. */
export const startBuilt = (script: string, args: readonly string[]): BuiltProcess => {
  const dist = join(packageRoot(), 'dist');
  const prologue = `const load = (path) => import(${JSON.stringify(`${dist}/`)} + path + '.js');
const args = process.argv.slice(1);
`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', prologue + script, '--', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid!,
    nextLine: async () => (await lines.next()).value ?? null,
    kill: async (signal) => {
      if (ended(child)) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
};
