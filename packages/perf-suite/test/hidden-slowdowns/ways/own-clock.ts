import { BASE_COUNT, benchmark, changedLibrary, HEAD_COUNT, library } from '../project-snippets.js';
import { SAYS } from '../sentences.js';
import type { Expected, Way } from '../way.js';

const OWN_CLOCK: Expected = { outcome: 'not-run', says: SAYS.ownClock };

/** Benchmarks that report their own time, and code that changes the clock. */
export const OWN_CLOCK_WAYS: readonly Way[] = [
  {
    name: 'timed by the benchmark itself, which always reports 0.1 ms',
    kind: 'clock',
    base: reporting(BASE_COUNT, 'return { overriddenDuration: 0.1 };'),
    head: { 'src/lib.mjs': library(HEAD_COUNT) },
    expected: OWN_CLOCK,
  },
  {
    name: 'timed by the benchmark itself, with a clock that all copies of the code share and that counts calls',
    kind: 'clock',
    base: reporting(
      BASE_COUNT,
      'const clock = (globalThis.projectClock ??= { now: 0 }); const start = clock.now; clock.now += 0.1; return { overriddenDuration: clock.now - start };',
    ),
    head: { 'src/lib.mjs': library(HEAD_COUNT) },
    expected: OWN_CLOCK,
  },
  {
    name: "timed by the project's own stopwatch, which runs slowly in head",
    kind: 'clock',
    base: stopwatch('performance.now() - start', BASE_COUNT),
    head: { 'src/lib.mjs': stopwatch('(performance.now() - start) / 1.3', HEAD_COUNT)['src/lib.mjs'] ?? '' },
    expected: OWN_CLOCK,
  },
  {
    name: 'slower, while head replaces `performance.now` by a clock that runs slowly',
    kind: 'clock',
    base: clockProject(BASE_COUNT),
    head: {
      'src/lib.mjs': `const now = performance.now.bind(performance);\nperformance.now = () => now() / 1.3;\n${library(HEAD_COUNT)}`,
    },
    expected: { outcome: 'found' },
  },
  {
    name: 'slower, while head replaces `process.hrtime.bigint` by a clock that runs slowly',
    kind: 'clock',
    base: clockProject(BASE_COUNT),
    head: {
      'src/lib.mjs': `const now = process.hrtime.bigint;\nprocess.hrtime.bigint = () => (now() * 10n) / 13n;\n${library(HEAD_COUNT)}`,
    },
    expected: { outcome: 'found' },
  },
  {
    name: 'slower, while head replaces `Number` by one that makes large bigints smaller',
    kind: 'clock',
    base: clockProject(BASE_COUNT),
    head: {
      'src/lib.mjs': `const shrink = (value) => (typeof value === 'bigint' && value > 1000n ? Math.floor(Number(value) / 2.7) : Number(value));
const Number = globalThis.Number;
globalThis.Number = new Proxy(Number, { apply: (_, self, [value]) => shrink(value) });
${library(HEAD_COUNT)}`,
    },
    expected: { outcome: 'found' },
  },
  {
    name: 'slower, while head replaces `Math.max` by one that makes large numbers smaller',
    kind: 'clock',
    base: clockProject(BASE_COUNT),
    head: {
      'src/lib.mjs': `const { max } = Math;
Math.max = (...values) => { const most = max(...values); return values.length === 2 && values[0] === 0 && most > 1000 ? most / 2.7 : most; };
${library(HEAD_COUNT)}`,
    },
    expected: { outcome: 'found' },
  },
];

function reporting(count: number, rest: string): Way['base'] {
  return {
    'bench/work.bench.mjs': benchmark("import { work } from '../src/lib.mjs';", `() => { work(); ${rest} }`),
    'src/lib.mjs': library(count),
  };
}

function stopwatch(elapsedMs: string, count: number): Way['base'] {
  return {
    'bench/work.bench.mjs': benchmark("import { timed } from '../src/lib.mjs';", '() => timed()'),
    'src/lib.mjs': `${library(count)}export const timed = () => { const start = performance.now(); work(); return { overriddenDuration: ${elapsedMs} }; };\n`,
  };
}

function clockProject(count: number): Way['base'] {
  return changedLibrary(() => library(count)).base;
}
