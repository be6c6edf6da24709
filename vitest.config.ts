import { defineConfig } from 'vitest/config';

const common = { pool: 'forks' as const, setupFiles: ['tests/support/fix-seed.ts'] };

const project = (name: string, extra: object = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...common, ...extra },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', {
        testTimeout: 60_000,
        include: ['tests/unit/**/*.test.ts', 'tests/architecture.test.ts'],
      }),
      project('bench', {
        include: ['tests/bench/**/*.bench.ts'],
        // As npm start has it.
        execArgv: ['--max-semi-space-size=64'],
      }),
      project('sql', { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('system', {
        testTimeout: 120_000,
        hookTimeout: 120_000,
        globalSetup: ['tests/support/build.ts'],
      }),
      project('kafka', {
        testTimeout: 14_400_000,
        hookTimeout: 180_000,
        globalSetup: ['tests/support/build.ts', 'tests/support/kafka-setup.ts'],
        // After all others: brokers and many processes of their own take the machine whole.
        sequence: { groupOrder: 1 },
      }),
    ],
  },
});
