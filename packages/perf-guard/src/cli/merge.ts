import { expectOneStandardInput } from '@perf-suite/command-line';
import { type ExitCode, gate, PerfError, type Report, type RunFile } from '@perf-suite/schema';
import {
  inputName,
  readRunFile,
  refuseOverInputs,
  replacedBy,
  writeReportFile,
  writeRunFile,
} from '@perf-suite/schema/node';
import { judgeRun } from '../judge-run.js';
import { mergeShards } from '../merge/merge-shards.js';
import type { RunToMerge } from '../merge/refuse-unlike-shards.js';
import { deliverReport, type ReportFlags } from './deliver-report.js';
import type { CommandIo } from './io.js';

/** The flags of `merge`, as typed; `out` is the merged run file. */
export type MergeFlags = ReportFlags;

/**
 * Makes one run of all shards of a plan, judges it, shows the report and returns the exit code that it earns.
 * @throws {PerfError} on files that are not the shards of one plan, or cannot be read or written
 */
export async function merge(paths: readonly string[], flags: MergeFlags, io: CommandIo): Promise<ExitCode> {
  const { out, ...shown } = flags;
  expectOneStandardInput(paths, {
    inputIsTerminal: io.inputIsTerminal,
    err: (text) => io.err(`perf-guard: ${text}`),
  });
  if (out !== undefined) await refuseOut(out, paths);
  const files: RunToMerge[] = [];
  for (const path of paths) files.push({ run: await readRunFile(path), file: inputName(path) });
  const run = mergeShards(files);
  const report = judgeRun(run, {
    baselines: [],
    createdAt: io.now().toISOString(),
    runFile: out === undefined ? null : inputName(out),
  });
  if (out !== undefined) await write(out, run, report);
  const failOnSource = run.settings.failOn === undefined ? undefined : 'the shards were measured with';
  await deliverReport(report, { ...shown, failOnSource }, io);
  if (out !== undefined && flags.quiet !== true) io.err(`merged run written to ${out}\n`);
  return gate(report);
}

/** The verdicts go beside the run, where perf-exporter finds them, as after `perf-suite run`. */
async function write(out: string, run: RunFile, report: Report): Promise<void> {
  await writeRunFile(out, run);
  await writeReportFile(reportPathOf(out), report);
}

function reportPathOf(runPath: string): string {
  return `${runPath.replace(/(\.run)?\.json(\.gz)?$/, '')}.report.json`;
}

async function refuseOut(out: string, paths: readonly string[]): Promise<void> {
  const [flag, example] = [`--out ${out}`, '--out merged.run.json'];
  if (!/\.run\.json(\.gz)?$/.test(out))
    throw new PerfError('bad-usage', `${flag}: expected a name that ends in .run.json, found another`, {
      hint: `It takes the merged run; the report goes beside it, or to standard output. For example: ${example}`,
    });
  await refuseOverInputs(
    { path: out, flag, example },
    paths.map((path) => ({ what: `the shard ${path}`, path })),
  );
  const replaced = await replacedBy(out);
  if (replaced === 'nothing' || replaced === 'run') return;
  throw new PerfError(
    'bad-usage',
    `${flag}: expected nothing there or an earlier run file, found another file`,
    {
      hint: `It would be replaced. Name another one, such as: ${example}`,
    },
  );
}
