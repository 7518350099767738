import {
  expectOneStandardInput,
  parseFailOn,
  parseNames,
  parseRatio,
  parseWhole,
} from '@perf-suite/command-line';
import {
  type ExitCode,
  gate,
  type MinimumEffect,
  minimumEffectFrom,
  PERCENTILES,
  PerfError,
  type RunFile,
} from '@perf-suite/schema';
import { inputName, readRunFile, refuseOverInputs, replacedBy } from '@perf-suite/schema/node';
import { judgeRun } from '../judge-run.js';
import { verdictSettingsOf } from '../verdict-settings.js';
import { deliverReport, type ReportFlags } from './deliver-report.js';
import type { CommandIo } from './io.js';

/** The flags of `check`, as typed. */
export interface CheckFlags extends ReportFlags {
  readonly baseline?: readonly string[];
  readonly minEffect?: string;
  readonly minEffectP95?: string;
  readonly minimumAllocationEffect?: string;
  readonly minimumErrorEffect?: string;
  readonly percentile?: string;
  readonly failOn?: string;
  readonly seed?: string;
}

/**
 * Judges the run in a file, prints or writes the report, and returns the exit code it earns.
 * @throws {PerfError} on bad flags and on files that cannot be read, judged or written
 */
export async function check(path: string | undefined, flags: CheckFlags, io: CommandIo): Promise<ExitCode> {
  if (path === undefined) throw noRun(flags.baseline ?? []);
  const failOn = flags.failOn === undefined ? undefined : parseFailOn(flags.failOn);
  const effect = minimumEffectAsked(flags);
  const gating =
    flags.percentile === undefined ? undefined : parseNames(flags.percentile, '--percentile', PERCENTILES);
  expectOneStandardInput([path, ...(flags.baseline ?? [])], {
    inputIsTerminal: io.inputIsTerminal,
    err: (text) => io.err(`perf-guard: ${text}`),
  });
  if (flags.out !== undefined) await refuseOut(flags.out, path, flags.baseline ?? []);
  const run = await readRunFile(path);
  const baselines: { run: RunFile; file: string }[] = [];
  for (const file of flags.baseline ?? [])
    baselines.push({ run: await readRunFile(file), file: inputName(file) });
  const report = judgeRun(run, {
    baselines,
    ...(effect && { minimumEffect: effect(run) }),
    ...(flags.minimumAllocationEffect !== undefined && {
      minimumAllocationEffect: parseRatio(flags.minimumAllocationEffect, '--minimum-allocation-effect'),
    }),
    ...(flags.minimumErrorEffect !== undefined && {
      minimumErrorEffect: parseRatio(flags.minimumErrorEffect, '--minimum-error-effect'),
    }),
    ...(failOn && { failOn }),
    ...(gating && { gating }),
    ...(flags.seed !== undefined && { seed: parseWhole(flags.seed, '--seed', { least: 0 }) }),
    createdAt: io.now().toISOString(),
    runFile: inputName(path),
  });
  await deliverReport(report, { ...flags, failOnSource: failOnSource(flags, run) }, io);
  return gate(report);
}

/** What was measured cannot be had again: a report never replaces a run. */
async function refuseOut(out: string, run: string, baselines: readonly string[]): Promise<void> {
  const [flag, example] = [`--out ${out}`, '--out verdicts.report.json'];
  await refuseOverInputs({ path: out, flag, example }, [
    { what: 'the run that is judged', path: run },
    ...baselines.map((path) => ({ what: `the baseline ${path}`, path })),
  ]);
  if ((await replacedBy(out)) !== 'run') return;
  throw new PerfError('bad-usage', `${flag}: expected a file for the report, found a run file`, {
    hint: `It would be replaced. Name another one, such as: ${example}`,
  });
}

/** `--baseline` takes all files behind it, so that a shell's `main-*.run.json` works: the run may be among them. */
function noRun(baselines: readonly string[]): PerfError {
  const took = baselines.length > 1 ? `; --baseline takes ${baselines.join(', ')}` : '';
  const example =
    baselines.length > 1
      ? `perf-guard check ${baselines.at(-1)} --baseline ${baselines.slice(0, -1).join(' ')}`
      : `perf-guard check head.run.json${baselines.map((file) => ` --baseline ${file}`).join('')}`;
  return new PerfError('bad-usage', `check: expected a run file to judge, found none${took}`, {
    hint: `Name the run first, such as: ${example}`,
  });
}

/** Null without a flag. `--min-effect` alone moves p95 with it, so that both keep their proportion. */
function minimumEffectAsked(flags: CheckFlags): ((run: RunFile) => MinimumEffect) | null {
  const asked = {
    ...(flags.minEffect !== undefined && minimumEffectFrom(parseRatio(flags.minEffect, '--min-effect'))),
    ...(flags.minEffectP95 !== undefined && { p95: parseRatio(flags.minEffectP95, '--min-effect-p95') }),
  };
  if (Object.keys(asked).length === 0) return null;
  return (run) => ({ ...verdictSettingsOf(run, {}).minimumEffect, ...asked });
}

/** Who said what fails, as `gateNote` takes it. */
function failOnSource({ failOn }: CheckFlags, { settings }: RunFile): string | undefined {
  return failOn === undefined && settings.failOn !== undefined ? 'the run was measured with' : undefined;
}
