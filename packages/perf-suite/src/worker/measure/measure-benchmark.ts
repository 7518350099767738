import type { MeasureContext, Measured, MeasureRequest, VariantSubject } from './measure-request.js';
import { type PreparedBenchmark, prepareBenchmark } from './prepare-benchmark.js';
import { takeSamples } from './take-samples.js';
import { disposeAll } from './variant-hooks.js';

/**
 * Measures one benchmark: sets it up, warms it up, settles the batch size, then lets tinybench take
 * batches (or pairs of batches) in slices. Resolves with null where the run was interrupted before the first slice.
 * @throws {BenchmarkFailure} when the user's code fails; samples taken before have gone out
 */
export async function measureBenchmark(
  request: MeasureRequest,
  context: MeasureContext,
): Promise<Measured | null> {
  // Who is set up, called and compiled first must not always be the same variant.
  const turns = context.random.shuffle(request.variants);
  let measured: Measured | null = null;
  try {
    const isCommand = turns.every(({ subject }) => subject.command !== undefined);
    const prepared = isCommand
      ? await (await import('../command/prepare-command.js')).prepareCommand(request, turns, context)
      : await prepareBenchmark(request, turns, context);
    // Two processes that take turns are told together when to end.
    if (context.turns !== null || !context.isStopRequested())
      measured = await measurePrepared(request, prepared, turns, context);
  } catch (error) {
    // What broke first is what matters; cleaning up after it may well fail too.
    await disposeAll(turns, context.running).catch(() => {});
    throw error;
  }
  await disposeAll(turns, context.running);
  return measured;
}

function measurePrepared(
  request: MeasureRequest,
  prepared: PreparedBenchmark,
  turns: readonly VariantSubject[],
  context: MeasureContext,
): Promise<Measured> {
  // How many calls a slice holds depends on all that happens around them, too.
  const { batchSize, wholeNs } = prepared;
  const slice = context.turns?.firstSlice({ batchSize, callNs: wholeNs }) ?? { batchSize, batchCount: 0 };
  const settled = { ...prepared, batchSize: slice.batchSize };
  context.onStarted({
    batchSize: settled.batchSize,
    async: settled.async,
    steadyAfterCalls: settled.steadyAfterCalls,
  });
  return takeSamples(request, settled, turns, { ...context, firstBatchCount: slice.batchCount });
}
