import type { Estimate } from '@perf-suite/schema';
import { type LevelChange, type LevelOptions, levelChanges } from '../segmentation/level-changes.js';
import { levelsOf } from '../segmentation/levels-of.js';
import { deviationsOf, type Measured, noiseScale } from '../segmentation/noise-scale.js';
import { boundaryRange } from './boundary-range.js';
import type { ChangeKind } from './change.js';
import { type Creep, findCreeps } from './creep.js';
import { noiseChanges } from './noise-changes.js';
import { newModeBehind, twoModeStart } from './two-mode-start.js';

/** A change point by indices of its own series: logs, or of `noise` logs of how far they lie from their level. */
export interface OwnChange {
  readonly kind: ChangeKind;
  readonly shift: Estimate;
  readonly pValue: number;
  readonly after: number;
  readonly at: number;
  readonly surelyAfter: number;
  readonly surelyAt: number;
}

/** Runs by which the places of a change of noise and of two modes may differ. */
const NEAR = 15;

interface Weighed extends Measured {
  readonly deviations: Float64Array;
}

/** Returns all change points of one series, oldest first. */
export function ownChanges(
  measured: Measured,
  options: LevelOptions,
  disturbance?: Float64Array,
): OwnChange[] {
  const { values } = measured;
  const series = { ...measured, deviations: deviationsOf(measured) };
  const steps = levelChanges(measured, options);
  const creeps = findCreeps(series, steps, options.smallestShift);
  const covered = (index: number): boolean =>
    creeps.some(({ first, count }) => index >= first && index < first + count);
  const stepsLeft = steps.filter((_, i) => !covered(i));
  const ofLevel = stepsLeft.map((step) => stepChange(step, steps, series, options.smallestShift));
  const modes = [
    ...ofLevel.filter(({ kind }) => kind === 'modes'),
    ...modesOf(values, stepsLeft.at(-1)?.at ?? 0, options.smallestShift, creeps),
  ];
  // Two modes are more noise, but that says less.
  const noise = noiseOf(series, steps, disturbance).filter(
    ({ at }) => !modes.some((one) => Math.abs(one.at - at) <= NEAR),
  );
  const found = [
    ...ofLevel.filter(({ kind }) => kind === 'step'),
    ...creeps.map(creepChange),
    ...modes,
    ...noise,
  ];
  return found.sort((one, other) => one.at - other.at);
}

function stepChange(
  step: LevelChange,
  steps: readonly LevelChange[],
  series: Weighed,
  smallestGap: number,
): OwnChange {
  const { values } = series;
  const index = steps.indexOf(step);
  const from = steps[index - 1]?.at ?? 0;
  const to = steps[index + 1]?.at ?? values.length;
  const range = boundaryRange(series, { from, at: step.at, to });
  const gap = newModeBehind(values.subarray(from, step.at), values.subarray(step.at, to), smallestGap);
  return {
    kind: gap === null ? 'step' : 'modes',
    shift: gap === null ? step.shift : exactly(gap),
    pValue: step.pValue,
    after: step.at - 1,
    at: step.at,
    surelyAfter: range.earliest - 1,
    surelyAt: range.latest,
  };
}

function creepChange({ from, to, rise, pValue }: Creep): OwnChange {
  return { kind: 'creep', shift: rise, pValue, after: from, at: to, surelyAfter: from, surelyAt: to };
}

function noiseOf(
  series: Weighed,
  steps: readonly LevelChange[],
  disturbance: Float64Array | undefined,
): OwnChange[] {
  const { values, deviations } = series;
  const levels = levelsOf(
    series,
    deviations,
    steps.map(({ at }) => at),
  );
  const residuals = values.map((value, i) => value - (levels[i] as number));
  return noiseChanges(residuals, noiseScale(series), disturbance).map(({ from, at, shift, pValue }) => ({
    kind: 'noise',
    shift,
    pValue,
    after: at - 1,
    at,
    surelyAfter: from,
    surelyAt: at,
  }));
}

function modesOf(
  values: Float64Array,
  start: number,
  smallestGap: number,
  creeps: readonly Creep[],
): OwnChange[] {
  if (creeps.some(({ to }) => to > start)) return [];
  const found = twoModeStart(values.subarray(start), smallestGap);
  if (found === null) return [];
  const at = start + found.at;
  return [
    {
      kind: 'modes',
      shift: exactly(found.gap),
      pValue: found.pValue,
      after: at - 1,
      at,
      surelyAfter: at - 1,
      surelyAt: at,
    },
  ];
}

/** The distance of two modes is no estimate of one level: its interval is not known. */
function exactly(point: number): Estimate {
  return { point, lower: point, upper: point, confidence: 0.95 };
}
