// Builds what the system tests start, so that they never run a stale program.
import { execFileSync } from 'node:child_process';

export const setup = () => {
  execFileSync('npm', ['run', 'build'], { stdio: 'inherit' });
};
