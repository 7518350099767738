import { spawnSync } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { shuffled } from '../shuffled.js';
import type { Measured } from './result.js';

const program = fileURLToPath(new URL('../../agreement/measure-alone.mjs', import.meta.url));

type Side = 'old' | 'current';
type Sizes = Readonly<Record<'run' | 'reference', number>>;
interface Alone {
  readonly p50Ns: number;
  readonly byReference: number;
  readonly sizes: Sizes;
}

/** The p50 as the clock says, and relative to a reference timed beside, which the machine's speed moves less. */
export interface Separate {
  readonly byClock: Map<string, Measured>;
  readonly byReference: Map<string, Measured>;
}

/**
 * Measures each side alone, in fresh processes by turns on one core. A round's functions come in one random
 * order on both sides, and batches have one size on both.
 */
export function bySeparateProcesses(
  projects: Readonly<Record<Side, string>>,
  names: readonly string[],
  { rounds, core = availableParallelism() - 1 }: { readonly rounds: number; readonly core?: number },
): Separate {
  const sizes = new Map<string, Sizes>();
  const measured = names.map((name) => ({ name, old: [] as Alone[], current: [] as Alone[] }));
  for (let round = 0; round < rounds; round++) {
    const order = shuffled(names);
    const sides: readonly Side[] = round % 2 === 0 ? ['old', 'current'] : ['current', 'old'];
    for (const side of sides) {
      const plan = order.map((name) => [name, sizes.get(name) ?? null] as const);
      const results = measureAlone(projects[side], plan, core);
      for (const one of measured) {
        const result = results[one.name] as Alone;
        if (!sizes.has(one.name)) sizes.set(one.name, result.sizes);
        one[side].push(result);
      }
    }
  }
  const by = (value: (alone: Alone) => number) =>
    new Map(measured.map(({ name, old, current }) => [name, asMeasured(old, current, value)]));
  return { byClock: by(({ p50Ns }) => p50Ns), byReference: by(({ byReference }) => byReference) };
}

function asMeasured(
  old: readonly Alone[],
  current: readonly Alone[],
  value: (alone: Alone) => number,
): Measured {
  return {
    logRatios: current.map((alone, round) => Math.log(value(alone) / value(old[round] as Alone))),
    oldNs: old.map(({ p50Ns }) => Math.round(p50Ns)),
    currentNs: current.map(({ p50Ns }) => Math.round(p50Ns)),
    reported: null,
    load: loadavg()[0] as number,
  };
}

function measureAlone(
  folder: string,
  plan: readonly (readonly [string, Sizes | null])[],
  core: number,
): Readonly<Record<string, Alone>> {
  const command = [process.execPath, program, folder, JSON.stringify(plan)];
  const pinned = process.platform === 'linux' ? ['taskset', '-c', `${core}`, ...command] : command;
  const { status, stdout, stderr } = spawnSync(pinned[0] as string, pinned.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${folder}: the loop ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout).results;
}
