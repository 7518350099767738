import type { Variant } from '@perf-suite/schema';
import type { MeasuringTime } from '../../wire/measuring-time.js';
import type { BenchmarkMeasuredMessage } from '../../wire/protocol.js';
import type { Random } from '../../wire/random.js';
import type { SampleBuffer } from '../../wire/sample-buffer.js';
import type { Stage } from '../../wire/stage-clock.js';
import type { Subject } from '../load/subject.js';
import type { MetricCollector } from '../metrics/metric-collector.js';
import type { Turns } from '../turns.js';
import type { RunDelayClock } from './run-delay.js';

/** One variant's copy of a benchmark. */
export interface VariantSubject {
  readonly variant: Variant;
  readonly subject: Subject;
}

export interface MeasureRequest extends MeasuringTime {
  readonly name: string;
  /** Head alone, or base and head. */
  readonly variants: readonly VariantSubject[];
  /** Null calibrates. */
  readonly batchSize: number | null;
  /** Least warm-up of one variant, in milliseconds; two get half as much again, together. */
  readonly warmupMs: number;
  /** After how many calls of each variant earlier rounds were steady; left out where none has found out. */
  readonly steadyAfterCalls?: number | undefined;
}

/** Whose code runs: failures are put down to it, and metrics that it sets are its own. */
export interface Running {
  variant: Variant;
}

/** The coins, costs and doors that measuring needs from its process. */
export interface MeasureContext {
  readonly random: Random;
  readonly timerCostNs: number;
  readonly emptyLoopNs: number;
  /** Null where the system does not report it. */
  readonly runDelayNs: RunDelayClock | null;
  /** In a turns process: when this variant may go. Null where this process measures alone. */
  readonly turns: Turns | null;
  readonly running: Running;
  readonly metrics: Pick<MetricCollector, 'startWarmUp' | 'endWarmUp'>;
  /** Called with what comes next: for the account of the time, and to report where a benchmark got stuck. */
  enterStage(stage: Extract<Stage, 'setUp' | 'warmUp' | 'measure' | 'rest'>): void;
  onStarted(started: {
    readonly batchSize: number;
    readonly async: boolean;
    readonly steadyAfterCalls: number;
  }): void;
  onSamples(buffer: SampleBuffer): void;
  isStopRequested(): boolean;
  /** Throws what went wrong outside of any call since it was last asked: an unhandled rejection, a throw in a timer. */
  throwOutsideFailure(variant: Variant): void;
}

export type Measured = Omit<BenchmarkMeasuredMessage, 'type' | 'id' | 'metrics'>;
