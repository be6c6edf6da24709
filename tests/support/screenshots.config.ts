// Runs take-screenshots.ts, which no other run does.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['tests/support/take-screenshots.ts'],
    globalSetup: ['tests/support/build.ts'],
    testTimeout: 120_000,
  },
});
