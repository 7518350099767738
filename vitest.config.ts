import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'examples/**/*.test.ts',
      'monitoring/**/*.test.ts',
      'bench/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    exclude: [
      '**/node_modules/**',
      '**/dist/**',
      '**/fixtures/**',
      '**/.perf/**',
      '**/*.integration.test.ts',
    ],
    // Ends what hangs; how fast a busy machine is must not matter.
    testTimeout: 120_000,
    // The end-to-end tests start real processes; more at once than cores only makes them wait for each other.
    maxWorkers: 2,
  },
});
