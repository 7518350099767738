/** The live stream's own interval of a median: what rounds or blocks of a bench say. */
// Built, this file is one folder further down than for tests, which read the source.
const packages = import.meta.url.includes('/bench/dist/') ? '../../packages/' : '../packages/';
const file = new URL(`${packages}stream/dist/watch/sign-test-interval.js`, import.meta.url);
export const { signTestInterval }: typeof import('../packages/stream/dist/watch/sign-test-interval.js') =
  await import(file.href);
