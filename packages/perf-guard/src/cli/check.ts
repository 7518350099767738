import {
  expectOneStandardInput,
  parseFailOn,
  parseNames,
  parseRatio,
  parseWhole,
  type ResultFormat,
} from '@perf-suite/command-line';
import {
  type ExitCode,
  gate,
  gateNote,
  type MinimumEffect,
  minimumEffectFrom,
  PERCENTILES,
  PerfError,
  type Report,
  type RunFile,
} from '@perf-suite/schema';
import {
  inputName,
  readRunFile,
  refuseOverInputs,
  replacedBy,
  writeFileAtomically,
  writeReportFile,
} from '@perf-suite/schema/node';
import { judgeRun } from '../judge-run.js';
import { verdictSettingsOf } from '../verdict-settings.js';
import type { CommandIo } from './io.js';

/** The flags of `check`, as typed. */
export interface CheckFlags {
  readonly baseline?: readonly string[];
  readonly minEffect?: string;
  readonly minEffectP95?: string;
  readonly percentile?: string;
  readonly failOn?: string;
  readonly format: ResultFormat;
  readonly out?: string;
  /** False with `--no-ci-report`. */
  readonly ciReport?: boolean;
  readonly seed?: string;
  readonly color: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
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
    ...(failOn && { failOn }),
    ...(gating && { gating }),
    ...(flags.seed !== undefined && { seed: parseWhole(flags.seed, '--seed', { least: 0 }) }),
    createdAt: io.now().toISOString(),
    runFile: inputName(path),
  });
  await deliver(report, { ...flags, failOnSource: failOnSource(flags, run) }, io);
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

interface Delivery extends CheckFlags {
  readonly failOnSource: string | undefined;
}

async function deliver(report: Report, flags: Delivery, io: CommandIo): Promise<void> {
  const { format, out, failOnSource } = flags;
  if (flags.ciReport !== false && io.environment.GITHUB_ACTIONS === 'true') {
    const { linesIn, renderMarkdown, reportToGithubJob, testCasesOf } = await import('../index.js');
    await reportToGithubJob(
      {
        cases: format === 'github' && out === undefined ? [] : testCasesOf(report, linesIn(io.cwd)),
        markdown: renderMarkdown(report, { failOnSource }),
        folder: io.cwd,
      },
      { variables: io.environment, write: io.err },
    );
  }
  if (out !== undefined && format === 'json') await writeReportFile(out, report);
  else if (out !== undefined)
    await writeFileAtomically(
      out,
      await rendered(report, flags, { ...io, outIsTerminal: false, outColumns: undefined }),
    );
  else io.out(await rendered(report, flags, io));
  if (out === undefined || flags.quiet) return;
  const { headline } = await import('../render/report-words.js');
  const note = gateNote(report, flags.failOnSource);
  io.err(`${headline(report)}; report written to ${out}\n${note === null ? '' : `${note}\n`}`);
}

async function rendered(report: Report, flags: Delivery, io: CommandIo): Promise<string> {
  switch (flags.format) {
    case 'json':
      return `${JSON.stringify(report)}\n`;
    case 'markdown':
      return (await import('../render/render-markdown.js')).renderMarkdown(report, flags);
    case 'text':
      return renderedText(report, flags, io);
    default: {
      const { folderInRepository, linesIn, renderForCi, testCasesOf } = await import('../index.js');
      const cases = testCasesOf(report, linesIn(io.cwd));
      return renderForCi(flags.format, cases, folderInRepository(io.cwd, io.environment));
    }
  }
}

async function renderedText(report: Report, flags: Delivery, io: CommandIo): Promise<string> {
  const { renderText } = await import('../render/render-text.js');
  const detail = flags.verbose ? 'verbose' : flags.quiet ? 'quiet' : 'normal';
  // What goes to a file or through a pipe is UTF-8.
  const { environment: variables, platform, outIsTerminal: isTerminal, outColumns: columns } = io;
  const { showsUnicode, wantsColor } = await import('@perf-suite/command-line/terminal');
  const color = wantsColor({ color: flags.color, variables, isTerminal });
  const ascii = isTerminal && !showsUnicode(variables, platform);
  return renderText(report, { color, ascii, detail, columns, failOnSource: flags.failOnSource });
}
