import type { Environment, GitState } from '@perf-suite/schema';
import type { Clock } from './clock.js';
import type { CpuActivity } from './cpu-activity.js';
import type { ReferenceNoise } from './measure-noise.js';
import type { VisibleChange } from './visible-change.js';

/** What `doctor` found out, before anyone judges it. */
export interface Facts {
  readonly environment: Environment;
  readonly git: GitState | null;
  readonly clock: Clock;
  /** Linux's clock source (`tsc`, `kvm-clock`); null where it is not reported. */
  readonly clockSource: string | null;
  readonly activity: CpuActivity;
  /** Core that measuring processes are pinned to; null where they are not. */
  readonly core: number | null;
  /** Value of NODE_OPTIONS; null when unset. */
  readonly nodeOptions: string | null;
  readonly noise: readonly ReferenceNoise[];
  readonly visible: readonly VisibleChange[];
}

/** One thing looked at, and what to do about it where it is not good. */
export interface Finding {
  readonly about: string;
  readonly level: 'good' | 'note' | 'problem';
  readonly message: string;
  /** Null where there is nothing to do. */
  readonly hint: string | null;
}
