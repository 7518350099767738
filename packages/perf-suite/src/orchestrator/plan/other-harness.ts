import { readFile } from 'node:fs/promises';
import type { Failure } from '@perf-suite/schema';
import { HARNESSES } from '../../wire/harnesses.js';
import { harnessesOf } from './harnesses-of.js';
import { importedBy } from './imported-by.js';

/** A library or program that benchmark files are written for and that has no module of ours in its place. */
interface OtherHarness {
  /** As its users write it. */
  readonly name: string;
  /** What its files import, or the beginning of it up to a slash or a colon. */
  readonly specifiers: readonly string[];
  /** Other than a library that measures calls. */
  readonly kind?: keyof typeof ADVICE;
}

const OTHER_HARNESSES: readonly OtherHarness[] = [
  { name: 'nanobench', specifiers: ['nanobench'] },
  { name: 'benchmarkify', specifiers: ['benchmarkify'] },
  { name: '@stdlib/bench', specifiers: ['@stdlib/bench', '@stdlib/bench-harness'] },
  { name: 'matcha', specifiers: ['matcha', '@c4312/matcha'] },
  { name: 'jest-bench', specifiers: ['jest-bench'] },
  { name: 'fastbench', specifiers: ['fastbench'] },
  { name: '@jonahsnider/benchmark', specifiers: ['@jonahsnider/benchmark'] },
  { name: 'benchmarked', specifiers: ['benchmarked'] },
  { name: '@chainsafe/benchmark', specifiers: ['@chainsafe/benchmark', '@dapplion/benchmark'] },
  { name: '@fluid-tools/benchmark', specifiers: ['@fluid-tools/benchmark'] },
  { name: 'nodemark', specifiers: ['nodemark'] },
  { name: '@probe.gl/bench', specifiers: ['@probe.gl/bench'] },
  { name: 'overtake', specifiers: ['overtake'] },
  { name: 'micro-bmark', specifiers: ['micro-bmark'] },
  { name: 'kelonio', specifiers: ['kelonio'] },
  { name: 'esbench', specifiers: ['esbench'] },
  { name: 'buffalo-bench', specifiers: ['buffalo-bench'] },
  { name: 'uubench', specifiers: ['uubench'] },
  { name: 'Jest', specifiers: ['@jest/globals'] },
  { name: 'tachometer', specifiers: ['tachometer'], kind: 'browser' },
  { name: 'k6', specifiers: ['k6'], kind: 'load generator' },
  { name: 'autocannon', specifiers: ['autocannon'], kind: 'load generator' },
  { name: 'loadtest', specifiers: ['loadtest'], kind: 'load generator' },
  { name: 'Bun', specifiers: ['bun', 'bun:'], kind: 'runtime' },
  { name: 'Deno', specifiers: ['jsr:', 'npm:', 'https:'], kind: 'runtime' },
];

/** Globals that a program sets before it loads its files; those of vitest are there. */
const GLOBALS: ReadonlyMap<string, string> = new Map([
  ['set', 'matcha'],
  ['jest', 'Jest'],
  ['__ENV', 'k6'],
  ['__VU', 'k6'],
]);

/**
 * Returns why a file cannot be measured that is written for another harness, by what it imports: without running any
 * of it. Null where it imports none, or also one that is measured: it may call the other as any library.
 */
export async function otherHarnessFailure(file: string): Promise<Failure | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  // Most files name none anywhere, not even in a comment: they need not be parsed.
  if (!MENTION.test(text)) return null;
  const isMeasured = (await harnessesOf(file)).length > 0;
  for (const specifier of await importedBy(file, text)) {
    const other = OTHER_HARNESSES.find((one) => isOf(one, specifier));
    if (other !== undefined && (!isMeasured || other.kind === 'runtime')) return failureOf(other, specifier);
  }
  return null;
}

function failureOf({ name, kind }: OtherHarness, specifier: string): Failure {
  const message =
    kind === 'runtime'
      ? `imports '${specifier}', which only ${name} can load`
      : `is written for ${name}, which perf-suite does not run`;
  return {
    reason: 'load',
    round: 0,
    message,
    hint:
      kind === undefined ? WRITE_IT_WITH : `${ADVICE[kind]}${kind === 'runtime' ? '' : ` ${WRITE_IT_WITH}`}`,
  };
}

/** Returns what to do about a file that fails because of a global that another program would have set. */
export function missingGlobalHint(message: string): string | null {
  const name = /^(\w+) is not defined$/.exec(message)?.[1] ?? '';
  const setBy = GLOBALS.get(name);
  if (name === 'Bun' || name === 'Deno') return RUNS_IN_NODE;
  if (setBy === undefined) return null;
  return `\`${name}\` is a global that ${setBy} provides, and perf-suite does not. ${WRITE_IT_WITH}`;
}

const RUNS_IN_NODE = 'Benchmarks run in Node: use what it can load, such as node:fs.';

const ADVICE = {
  'load generator':
    'It asks a server from outside, many times at once: let a benchmark call what answers one request.',
  runtime: RUNS_IN_NODE,
  browser: 'Benchmarks run in Node, not in a browser.',
};

const WRITE_IT_WITH = `Write the file with suite() and bench() of perf-suite, or with ${listed(HARNESSES.map(({ name }) => name))}.`;

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function isOf({ specifiers }: OtherHarness, specifier: string): boolean {
  return specifiers.some((one) =>
    one.endsWith(':') ? specifier.startsWith(one) : specifier === one || specifier.startsWith(`${one}/`),
  );
}

/** What looks like an import of any of the names. */
const MENTION = new RegExp(
  `\\b(?:from|import|require\\s*\\()\\s*(['"\`])(?:${OTHER_HARNESSES.flatMap(({ specifiers }) => specifiers)
    .map((one) => (one.endsWith(':') ? `${one}[^'"\`]*` : `${one.replaceAll('.', '\\.')}(?:/[^'"\`]*)?`))
    .join('|')})\\1`,
);
