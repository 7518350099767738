import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const timesReporter = fileURLToPath(new URL('scripts/test-times-reporter.mjs', import.meta.url));

const exclude = [
  '**/node_modules/**',
  '**/dist/**',
  '**/fixtures/**',
  '**/.perf/**',
  '**/*.integration.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: 'scripts/build-before-tests.mjs',
    reporters: ['default', timesReporter],
    // Ends what hangs; how fast a busy machine is must not matter.
    testTimeout: 120_000,
    // The end-to-end tests start real processes; more at once than cores only makes them wait for each other.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude,
          // Half of their time was loading the same modules for each file.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['packages/*/test', 'examples', 'monitoring', 'test'].map(
            (folder) => `${folder}/**/*.test.ts`,
          ),
          exclude,
        },
      },
    ],
  },
});
