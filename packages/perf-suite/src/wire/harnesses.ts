/**
 * The libraries that benchmark files are written with. A worker gives a file that imports one of them its own module
 * in its place, which collects the benchmarks and runs nothing; see `worker/harness/`.
 */
export interface Harness {
  /** As its users write it. */
  readonly name: string;
  /** What files import to get it. */
  readonly specifiers: readonly string[];
  /** What the text of its files has where they find it as a global. */
  readonly global?: RegExp;
}

export const DENO_BENCH = /\bDeno\s*\.\s*bench\b/;

export const HARNESSES: readonly Harness[] = [
  { name: 'tinybench', specifiers: ['tinybench', '@codspeed/tinybench-plugin'] },
  { name: 'benchmark.js', specifiers: ['benchmark', '@codspeed/benchmark.js-plugin'] },
  { name: 'benny', specifiers: ['benny'] },
  { name: 'node:bench', specifiers: ['node:bench', 'node:bench/reporters'] },
  { name: 'bench-node', specifiers: ['bench-node'] },
  { name: 'Deno.bench', specifiers: [], global: DENO_BENCH },
  {
    name: 'mitata',
    specifiers: ['mitata', 'mitata/src/main.mjs', 'mitata/src/cli.mjs', 'mitata/src/lib.mjs'],
  },
  { name: 'vitest', specifiers: ['vitest'] },
  { name: 'tatami-ng', specifiers: ['tatami-ng'] },
  { name: 'cronometro', specifiers: ['cronometro'] },
];

const SPECIFIERS: ReadonlySet<string> = new Set(HARNESSES.flatMap(({ specifiers }) => specifiers));

/** Whether a worker has a module of its own for what is imported by this name. */
export function isHarness(specifier: string): boolean {
  return SPECIFIERS.has(specifier);
}
