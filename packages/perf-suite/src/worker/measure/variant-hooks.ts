import type { Phase } from '../load/subject.js';
import { BenchmarkFailure } from './benchmark-failure.js';
import type { Running, VariantSubject } from './measure-request.js';

/**
 * Runs the hooks before or after a phase, one variant after the other.
 * @throws {BenchmarkFailure} `setup`
 */
export async function runHooks(
  variants: readonly VariantSubject[],
  action: 'enter' | 'leave',
  phase: Phase,
  running: Running,
): Promise<void> {
  for (const { variant, subject } of variants) {
    running.variant = variant;
    try {
      await subject[action](phase);
    } catch (error) {
      throw new BenchmarkFailure(
        variant,
        'setup',
        error,
        action === 'enter' ? 'in setup: ' : 'in teardown: ',
      );
    }
  }
}

/**
 * Runs what must run in the end.
 * @throws {BenchmarkFailure} `setup`
 */
export async function disposeAll(variants: readonly VariantSubject[], running: Running): Promise<void> {
  for (const { variant, subject } of variants) {
    running.variant = variant;
    await subject.dispose().catch((error: unknown) => {
      throw new BenchmarkFailure(variant, 'setup', error, 'in teardown: ');
    });
  }
}
