/** What `import ... from '@codspeed/benchmark.js-plugin'` gets: the suite or benchmark as it is. */
export function withCodSpeed<T>(suite: T): T {
  return suite;
}

export async function setupInstruments({ mongoUrl }: { readonly mongoUrl: string }) {
  return { remoteAddr: mongoUrl };
}
