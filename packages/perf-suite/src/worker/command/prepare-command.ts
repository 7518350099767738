import type { Variant, Warning } from '@perf-suite/schema';
import type { AsyncBatch } from '../measure/batch.js';
import { toFailure } from '../measure/benchmark-failure.js';
import { nowMs } from '../measure/clock.js';
import type { MeasureContext, MeasureRequest, VariantSubject } from '../measure/measure-request.js';
import type { PreparedBenchmark } from '../measure/prepare-benchmark.js';
import { runHooks } from '../measure/variant-hooks.js';
import { ExecutionTotals } from './execution-totals.js';
import { NewProcesses } from './new-processes.js';
import type { OpenCommand } from './open-command.js';
import { OutputDigest } from './output-digest.js';
import { type PeakMemory, watchPeakMemory } from './peak-memory.js';

/** A longer execution needs no second one before it is timed: caches are warm, and it would only take time. */
const LONG_MS = 1000;

/** Taken for how long an execution takes where none was tried. */
const UNKNOWN_MS = LONG_MS;

/** What untimed executions of one variant showed. */
interface Tried {
  readonly wallMs: number;
  /** Of what it wrote on standard output; null where that was too much. */
  readonly digest: string | null;
}

/**
 * Opens a command and executes it untimed: in the first round for as long as the warm-up takes, then once a round. This
 * fills the caches, shows that it works, what it writes, and how much memory it takes.
 * @param turns the request's variants in the order that a coin chose: neither is always first
 * @throws {BenchmarkFailure} when it fails
 */
export async function prepareCommand(
  request: MeasureRequest,
  turns: readonly VariantSubject[],
  context: MeasureContext,
): Promise<PreparedBenchmark> {
  context.enterStage('setUp');
  await runHooks(turns, 'enter', 'warmup', context.running);
  context.enterStage('warmUp');
  const totals = new ExecutionTotals(request.variants.at(-1)?.variant ?? 'head');
  const processes = new NewProcesses();
  const tried = await tryInTurns(request, turns, { totals, processes }, context);
  const times = [...tried.values()].map(({ wallMs }) => wallMs);
  const longestMs = times.length === 0 ? UNKNOWN_MS : Math.max(...times);
  const isLong = longestMs >= LONG_MS;
  // Of a long one it costs nothing to look after each execution.
  if (isLong) processes.expect();
  const shape = { async: true, overridden: false, oneByOne: true };
  const digests = request.variants.map(({ variant }) => tried.get(variant)?.digest ?? null);
  const agreed = context.turns?.warmUp(shape, digests[0] ?? undefined);
  const differs = agreed?.differs ?? (digests.length === 2 && differ(digests[0], digests[1]));
  const warnings = [
    ...processes.warnings(request.name),
    ...(differs && (await isSteady(request, digests[0] ?? null, context))
      ? [differentOutput(request.name)]
      : []),
  ];
  return {
    batchSize: 1,
    steadyAfterCalls: isLong ? 0 : 1,
    callNs: longestMs * 1e6,
    wholeNs: longestMs * 1e6,
    stepMs: longestMs * request.variants.length,
    async: true,
    overridden: false,
    byWallClock: true,
    loops: request.variants.map((one) => timed(one, totals, processes)),
    calls: [],
    reported: [],
    warnings,
    executions: totals,
  };
}

interface Watched {
  readonly totals: ExecutionTotals;
  readonly processes: NewProcesses;
}

async function tryInTurns(
  { warmupMs, steadyAfterCalls, variants }: MeasureRequest,
  turns: readonly VariantSubject[],
  watched: Watched,
  { running, isStopRequested }: MeasureContext,
): Promise<Map<Variant, Tried>> {
  const tried = new Map<Variant, Tried>();
  if (steadyAfterCalls === 0) return tried;
  const leastMs = steadyAfterCalls === undefined ? warmupMs * (variants.length === 2 ? 1.5 : 1) : 0;
  const startMs = nowMs();
  do {
    for (const { variant, subject } of turns) {
      if (isStopRequested()) break;
      running.variant = variant;
      try {
        tried.set(variant, await tryOnce(variant, commandOf(subject), watched));
      } catch (error) {
        throw toFailure(variant, true, error);
      }
    }
  } while (nowMs() - startMs < leastMs && !isStopRequested());
  return tried;
}

async function tryOnce(
  variant: Variant,
  command: OpenCommand,
  { totals, processes }: Watched,
): Promise<Tried> {
  await command.prepare();
  const output = new OutputDigest(command.folder);
  const watches: PeakMemory[] = [];
  const execution = await command
    .execute({
      onOutput: (chunk) => output.add(chunk),
      onStarted: (pid) => watches.push(watchPeakMemory(pid)),
    })
    .finally(() => {
      for (const watch of watches) totals.notePeak(variant, watch.stop());
    });
  await processes.look();
  return { wallMs: execution.wallNs / 1e6, digest: output.digest() };
}

/** Executions as they are timed, one after the other; what comes before and after each is not. */
function timed(
  { variant, subject }: VariantSubject,
  totals: ExecutionTotals,
  processes: NewProcesses,
): AsyncBatch {
  return async (iterations) => {
    let totalNs = 0;
    for (let i = 0; i < iterations; i++) {
      const command = commandOf(subject);
      await command.prepare();
      const execution = await command.execute();
      totals.add(variant, execution);
      totalNs += execution.wallNs;
      processes.endExpected();
    }
    return totalNs;
  };
}

function commandOf({ command }: VariantSubject['subject']): OpenCommand {
  if (command === undefined) throw new RangeError('not a command');
  return command();
}

function differ(a: string | null | undefined, b: string | null | undefined): boolean {
  return a != null && b != null && a !== b;
}

/** Output that differs from execution to execution (a time, a random number) says nothing of the variants. */
async function isSteady(
  { variants }: MeasureRequest,
  digest: string | null,
  { running }: MeasureContext,
): Promise<boolean> {
  const [first] = variants;
  if (first === undefined || digest === null) return false;
  running.variant = first.variant;
  try {
    const command = commandOf(first.subject);
    await command.prepare();
    const output = new OutputDigest(command.folder);
    await command.execute({ onOutput: (chunk) => output.add(chunk) });
    return output.digest() === digest;
  } catch (error) {
    throw toFailure(first.variant, true, error);
  }
}

function differentOutput(name: string): Warning {
  return {
    code: 'different-result',
    message: `"${name}" writes something else in base than in head: the times may be of different work`,
    hint: 'Check that the change in behaviour is wanted before trusting the comparison.',
  };
}
