import { type PackedSamples, PerfError, unpackDurations } from '@perf-suite/schema';

/**
 * Returns a run file's packed durations in nanoseconds.
 * @param where the run file's place they come from, for the message
 * @param target memory to put them into, long enough; new memory when left out
 * @throws {PerfError} `bad-file` when they are damaged
 */
export function unpackedSamples(packed: PackedSamples, where: string, target?: Float64Array): Float64Array {
  try {
    return unpackDurations(packed, target);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError('bad-file', `${where}: samples cannot be read: ${reason}`, {
      hint: 'The run file is damaged: measure again.',
      cause,
    });
  }
}
