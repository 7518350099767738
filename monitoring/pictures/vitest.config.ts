import { defineConfig } from 'vitest/config';

// Not a test: runs the program that takes the pictures, with the helpers of the integration tests.
export default defineConfig({
  test: { root: import.meta.dirname, include: ['take-pictures.ts'], testTimeout: 1_800_000 },
});
