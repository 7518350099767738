import { type PairedRun, PerfError, type Report, type RunFile, type SingleRun } from '@perf-suite/schema';
import { withAcceptances } from './accepted.js';
import { hasBudgets, judgeBudgets } from './budgets/judge-budgets.js';
import { judgeAlone } from './judge-alone.js';
import type { JudgeOptions } from './judge-options.js';
import { isMixed, withoutVerdicts } from './mixed-code.js';
import { judgePaired } from './paired/judge-paired.js';
import { judgeStored } from './stored/judge-stored.js';

/**
 * Returns the report on a run: a paired run by its own base variant, any other against the earlier
 * runs given, or by its budgets alone. Pure: the same run and options give the same report, bit for bit.
 * @throws {PerfError} `bad-usage` without anything to judge against, or a baseline for a paired run;
 * `no-match` for a run without benchmarks; `bad-file` when samples are damaged
 */
export function judgeRun(run: RunFile, options: JudgeOptions): Report {
  const name = options.runFile ?? `run ${run.id}`;
  refuseShards(run, options, name);
  if (run.benchmarks.length === 0) {
    throw new PerfError('no-match', `${name}: expected benchmarks to judge, found none`, {
      hint: 'Check what the run selected with: perf-suite list',
    });
  }
  const judge = (): Report =>
    run.mode === 'paired'
      ? judgePairedAlone(run, options, name)
      : isJudgedAlone(run, options)
        ? judgeAlone(run, options)
        : judgeStored(run, options);
  const judged = isMixed(run) ? withoutVerdicts(judge()) : withAcceptances(judge(), run);
  const budgets = judgeBudgets(run);
  return budgets.length === 0 ? judged : { ...judged, budgets };
}

/** Budgets need nothing to compare with, and shards are put together whatever they are for. */
function isJudgedAlone(run: SingleRun, { baselines }: JudgeOptions): boolean {
  return baselines.length === 0 && (run.shards !== undefined || hasBudgets(run));
}

/** What several machines measured is no baseline of any of them, and a part of a plan lacks the rest of it. */
function refuseShards(run: RunFile, { baselines }: JudgeOptions, name: string): void {
  if (run.shard !== undefined && run.benchmarks.length === 0)
    throw new PerfError(
      'no-match',
      `${name}: expected benchmarks to judge, found shard ${run.shard.index}/${run.shard.of}, which got none`,
      { hint: 'Judge all shards together: perf-guard merge' },
    );
  const isOfShards = ({ shard, shards }: RunFile): boolean => shard !== undefined || shards !== undefined;
  const found = [{ run, file: name }, ...baselines].find((one) => isOfShards(one.run));
  if (baselines.length === 0 || found === undefined) return;
  throw new PerfError(
    'bad-usage',
    `--baseline: expected runs of a whole suite on one machine, found ${found.file ?? `run ${found.run.id}`}, which was measured in shards`,
    { hint: 'Shards are compared in pairs: perf-suite run --against main --shard 1/4' },
  );
}

function judgePairedAlone(run: PairedRun, options: JudgeOptions, name: string): Report {
  if (options.baselines.length > 0) {
    throw new PerfError(
      'bad-usage',
      `${name}: expected no baseline for a paired run, found ${options.baselines.length}`,
      {
        hint: 'A paired run carries its own baseline: leave --baseline out.',
      },
    );
  }
  return judgePaired(run, options);
}
