// Runs the built program the way a person does, as a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { packageRoot } from '../../services/platform/package-root.ts';

export interface Ended {
  /** Null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string;
  /** The folder of the installed program; by default this one. */
  root?: string;
  cwd?: string;
  /** Beside the environment of the tests. */
  env?: Record<string, string>;
}

const program = (root = packageRoot()): string => join(root, 'dist/services/shixian.js');

export const spawnShixian = (args: readonly string[], { root, cwd, env }: RunOptions = {}): ChildProcess =>
  spawn(process.execPath, [program(root), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd,
    ...(env ? { env: { ...process.env, ...env } } : {}),
  });

/** Runs one command to its end. */
export async function shixian(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawnShixian(args, options);
  child.stdin!.on('error', () => {});
  child.stdin!.end(options.input ?? '');
  const ended = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  const [code] = await ended;
  return { code: code as number | null, stdout, stderr };
}

/** Runs one command that must succeed and reads its answer as JSON. */
export async function shixianJson<T>(args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await shixian([...args, '--format', 'json']);
  if (code !== 0) throw new Error(`shixian ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

export interface Server {
  readonly address: string;
  readonly pid: number;
  /** What it has printed so far. */
  output(): { stdout: string; stderr: string };
  /** Ends it and gives its exit code; null when the signal itself ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const READY = /(?:is|are) at (http:\/\/[^\s/;]+)/;

const running = new Set<() => Promise<unknown>>();

/** Ends every server still running; for the end of a test or file. */
export async function endServers(): Promise<void> {
  await Promise.all([...running].map((kill) => kill()));
  running.clear();
}

/** Starts a server on a free port and waits until it prints its address. */
export const startServer = (data: string, args: readonly string[] = ['--no-sample']): Promise<Server> =>
  startCommand(['start', '--port', '0', '--data', data, ...args]);

/** Starts any command that serves and waits until it prints its address. */
export async function startCommand(args: readonly string[], options: RunOptions = {}): Promise<Server> {
  const child = spawnShixian(args, options);
  const isWhole = (said: string) => args[0] !== 'start' || said.includes('Stop with');
  const output = { stdout: '', stderr: '' };
  child.stderr!.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  running.add(() => stop('SIGKILL'));
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', (chunk) => {
      output.stdout += chunk;
      const found = READY.exec(output.stdout)?.[1];
      if (found && isWhole(output.stdout)) resolve(found);
    });
    ended.then((code) => reject(new Error(`the server ended with ${code}: ${output.stderr}`)));
  });
  return { address, pid: child.pid!, output: () => ({ ...output }), stop };
}
