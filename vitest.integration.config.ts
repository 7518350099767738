import { defineConfig } from 'vitest/config';

// Tests against real servers, browsers and registries; `.ci/run` installs what they need.
export default defineConfig({
  test: {
    globalSetup: 'scripts/build-before-tests.mjs',
    include: ['**/*.integration.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**', '**/.perf/**'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 1,
    // Of tests that may run beside each other: each starts processes that measure.
    maxConcurrency: 2,
    // A page that a busy machine draws takes more than the second that is the default.
    expect: { poll: { timeout: 20_000 } },
  },
});
