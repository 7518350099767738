/** What `import ... from '@codspeed/tinybench-plugin'` gets: the Bench as it is. */
export function withCodSpeed<T>(bench: T): T {
  return bench;
}
