import { seededRandom } from '@perf-suite/perf-guard/statistics';
import { benchmarksOf, type Injection, type MadeHistory, makeHistory } from './made-history.js';
import type { RealRuns } from './real-runs.js';

export const RUN_COUNT = 300;
/** Benchmarks of each history that are changed. */
const CHANGED_COUNT = 3;
/** Fewest runs before and after a change. */
const MARGIN = 30;
/** How long a creep takes. */
const CREEP_RUNS = 100;

export interface Scenario {
  readonly name: string;
  /** The changes made in one history. */
  readonly injections: (benchmarks: readonly string[], random: () => number) => Injection[];
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'unchanged', injections: () => [] },
  ...[0.03, 0.05, 0.1].map(
    (ratio): Scenario => ({
      name: `step ${100 * ratio} %`,
      injections: (benchmarks, random) =>
        chosen(benchmarks, CHANGED_COUNT, random).map((benchmark) => {
          const direction = random() < 0.5 ? ratio : 1 / (1 + ratio) - 1;
          return { kind: 'step', benchmark, at: place(MARGIN, random), ratio: direction, length: 0 };
        }),
    }),
  ),
  {
    name: 'creep 5 % over 100 runs',
    injections: (benchmarks, random) =>
      chosen(benchmarks, CHANGED_COUNT, random).map((benchmark) => ({
        kind: 'creep',
        benchmark,
        at: place(MARGIN + CREEP_RUNS / 2, random) - CREEP_RUNS / 2,
        ratio: 0.05,
        length: CREEP_RUNS,
      })),
  },
  { name: 'machine slower', injections: (benchmarks, random) => machine('machine', benchmarks, random) },
  { name: 'another machine', injections: (benchmarks, random) => machine('new-machine', benchmarks, random) },
  {
    name: 'more noise',
    injections: (benchmarks, random) =>
      chosen(benchmarks, CHANGED_COUNT, random).map((benchmark) => ({
        kind: 'noise',
        benchmark,
        at: place(MARGIN + 30, random),
        ratio: 2.5,
        length: 0,
      })),
  },
];

/** Returns the history of one trial of a scenario, in which some benchmarks may be changed: the same for the same number. */
export function tryScenario(
  scenario: Scenario,
  real: RealRuns,
  { trial, changeable }: { readonly trial: number; readonly changeable: readonly string[] },
): MadeHistory {
  const random = seededRandom(trial * 7919 + SCENARIOS.indexOf(scenario) + 1);
  const isMachine = scenario.name.includes('machine');
  const injections = scenario.injections(isMachine ? benchmarksOf(real) : changeable, random);
  return makeHistory(real, RUN_COUNT, injections, Math.floor(random() * 2 ** 32));
}

/** All benchmarks at once, each by half to one and a half times 8 %: no two depend on a machine alike. */
function machine(kind: Injection['kind'], benchmarks: readonly string[], random: () => number): Injection[] {
  const at = place(MARGIN, random);
  return benchmarks.map((benchmark) => ({ kind, benchmark, at, ratio: 0.08 * (0.5 + random()), length: 0 }));
}

function place(margin: number, random: () => number): number {
  return margin + Math.floor(random() * (RUN_COUNT - 2 * margin));
}

function chosen(benchmarks: readonly string[], count: number, random: () => number): string[] {
  const left = [...benchmarks];
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0] as string);
}
