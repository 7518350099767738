import {
  addCompletion,
  choiceOption,
  endWith,
  ListOption,
  newProgram,
  RESULT_FORMATS,
  WordsOption,
} from '@perf-suite/command-line';
import {
  ACCEPTED_FILE,
  EXIT_CODES,
  type ExitCode,
  FAIL_ON,
  failOnAlso,
  PERCENTILES,
  PerfError,
} from '@perf-suite/schema';
import type { Command } from 'commander';
import { EXPORT_FORMATS } from '../export/format-names.js';
import { TOOL } from '../tool.js';
import type { AcceptFlags } from './accept.js';
import type { CheckFlags } from './check.js';
import type { CommentFlags } from './comment.js';
import type { ExportFlags } from './export.js';
import type { CommandIo } from './io.js';
import type { MergeFlags } from './merge.js';

const EXAMPLES = `
Examples:
  $ perf-guard check .perf/runs/head.run.json
      judges an A/B run (perf-suite run --against main) by its own base variant
  $ perf-guard check new.run.json --baseline old.run.json
      judges a run against an earlier one of the same machine: weaker evidence
  $ perf-guard check new.run.json --baseline .perf/runs/main-*.run.json --min-effect 5%
      more earlier runs make the verdict more reliable; only changes of 5 % or more count
  $ perf-guard check head.run.json --format markdown --out report.md
  $ curl -s https://ci.example/head.run.json.gz | perf-guard check -
  $ perf-guard check head.run.json --percentile p50 ${failOnAlso('inconclusive')}
  $ perf-guard merge shard-*.run.json --out merged.run.json
      makes one report of what several machines measured (perf-suite run --shard 1/4)
  $ perf-guard accept 'bench/parse.bench.ts#parse' --until 2026-12-31 --reason 'checks the checksum now'

Exit codes, the first that applies of: 1 regressed (or allocates more, where --fail-on names that), 7 over a budget, 6 a benchmark failed, 4 a benchmark is missing or
nothing could be compared, 5 not comparable (another environment, or base could not load it),
3 inconclusive (only where --fail-on names it); 2 bad usage or input, 70 an internal error; 0 otherwise.`;

/**
 * Runs the command line (without node and script) and returns the exit code. Reports go to standard
 * output, all else to standard error; errors are reported, never thrown.
 */
export async function main(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT_CODES.done;
  const program = commandLine(io, {
    async check(path, flags) {
      exitCode = await (await import('./check.js')).check(path, flags, io);
    },
    async accept(benchmark, flags) {
      exitCode = await (await import('./accept.js')).accept(benchmark, flags, io);
    },
    async explain(benchmark, path) {
      exitCode = await (await import('./explain.js')).explain(benchmark, path, io);
    },
    async exportRun(path, flags) {
      exitCode = await (await import('./export.js')).exportRun(path, flags, io);
    },
    async merge(paths, flags) {
      exitCode = await (await import('./merge.js')).merge(paths, flags, io);
    },
    async comment(path, flags) {
      exitCode = await (await import('./comment.js')).comment(path, flags, io);
    },
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return endWith(error, TOOL.name, io.err);
  }
}

function severalRuns(files: readonly string[]): PerfError {
  const [run, ...others] = files;
  return new PerfError('bad-usage', `check: expected one run file to judge, found ${files.join(', ')}`, {
    hint: `What it is judged against follows --baseline: perf-guard check ${run} --baseline ${others.join(' ')}`,
  });
}

interface Commands {
  check(path: string | undefined, flags: CheckFlags): Promise<void>;
  accept(benchmark: string, flags: AcceptFlags): Promise<void>;
  comment(path: string, flags: CommentFlags): Promise<void>;
  exportRun(path: string, flags: ExportFlags): Promise<void>;
  explain(benchmark: string, path: string | undefined): Promise<void>;
  merge(paths: readonly string[], flags: MergeFlags): Promise<void>;
}

function commandLine(io: CommandIo, commands: Commands): Command {
  const program = newProgram({
    ...TOOL,
    description: 'Judges benchmark runs: speedup ratios with intervals, verdicts and a CI gate',
    examples: EXAMPLES,
    out: io.out,
    err: io.err,
  });
  program
    .command('check')
    .description('judges a run file; the exit code gives the result')
    .usage('[options] <run>')
    .argument('[run]', 'run file, as perf-suite run wrote it (.json or .json.gz); - reads standard input')
    .addOption(
      new ListOption(
        '-b, --baseline <files...>',
        'earlier run files of the same environment; none for an A/B run',
        () => true,
      ),
    )
    .option('--min-effect <percent>', "smallest change at p50 that counts (default: the run's own)")
    .option('--min-effect-p95 <percent>', "the same at p95 (default: twice --min-effect, or the run's own)")
    .option(
      '--minimum-allocation-effect <percent>',
      "smallest change of what a call allocates that counts (default: the run's own)",
    )
    .option(
      '--minimum-error-effect <percent>',
      "smallest change of how many requests fail that counts, in percentage points (default: the run's own)",
    )
    .addOption(
      new WordsOption(
        '--percentile <names>',
        "percentiles that decide, of p50,p95; one that is left out only causes warnings (default: the run's own)",
        PERCENTILES,
        true,
      ),
    )
    .addOption(
      new WordsOption(
        '--fail-on <verdicts>',
        "what fails the check, of regressed,allocated,over-budget,failed,missing,incomparable,inconclusive; or none (default: the run's own)",
        [...FAIL_ON, 'none'],
        true,
      ),
    )
    .addOption(choiceOption('--format <name>', 'how to show the report', RESULT_FORMATS))
    .option('-o, --out <file>', 'file to write the report to, instead of standard output')
    .option('--no-ci-report', 'in GitHub Actions: no summary of the job, and no annotations')
    .option('--seed <number>', "seed of the test's sign flips (default: the run's own)")
    .option('-q, --quiet', 'leave out unchanged benchmarks')
    .option('-v, --verbose', 'add p-values and all warnings')
    .option('--no-color', 'no colours; NO_COLOR does the same')
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments()
    .action(async (path: string | undefined, flags: CheckFlags, { args }: Command) => {
      if (args.length > 1) throw severalRuns(args);
      await commands.check(path, flags);
    });
  addMerge(program, commands);
  addExplain(program, commands);
  addAccept(program, commands);
  addComment(program, commands);
  addExport(program, commands);
  addCompletion(program, io.out);
  return program;
}

function addAccept(program: Command, commands: Commands): void {
  program
    .command('accept')
    .description(`writes into ${ACCEPTED_FILE} that a benchmark may be slower for a time`)
    .argument('<benchmark>', "the benchmark's id, as results and reports show it: file#group > name")
    .option('--until <day>', 'the last day on which it counts, such as 2026-12-31')
    .option('--reason <text>', 'why; reviewers and the report see it')
    .option('--up-to <percent>', 'it counts for changes up to this one (default: any)')
    .option('--run <file>', 'a run file that must have the benchmark, so that its id cannot be mistyped')
    .option('--cwd <folder>', 'project folder (default: here)')
    .addHelpText(
      'after',
      "\nExample:\n  $ perf-guard accept 'bench/parse.bench.ts#parse' --until 2026-12-31 --reason 'checks the checksum now' --up-to 10%",
    )
    .action(async (benchmark: string, flags: AcceptFlags) => commands.accept(benchmark, flags));
}

function addComment(program: Command, commands: Commands): void {
  program
    .command('comment')
    .description(
      'writes the verdicts on an A/B run into one comment of the pull or merge request that a CI job is about',
    )
    .argument('<run>', 'run file, as perf-suite run --against wrote it')
    .addOption(
      choiceOption('--on <when>', 'comment only if something changed or is open, or always', [
        'changes',
        'always',
      ]),
    )
    .option('--name <name>', 'where several jobs of one pull request comment: a name for each')
    .addHelpText(
      'after',
      '\nIn GitHub Actions it needs GITHUB_TOKEN and the permission pull-requests: write; in GitLab CI a GITLAB_TOKEN that may\nwrite comments. Where it may not write it says so and ends with 0: the gate is the exit code of perf-suite run.',
    )
    .action(async (path: string, flags: CommentFlags) => commands.comment(path, flags));
}

function addExport(program: Command, commands: Commands): void {
  program
    .command('export')
    .description('writes what a run measured for other tools')
    .argument('<run>', 'run file, as perf-suite run wrote it')
    .addOption(choiceOption('--format <name>', 'what to write', EXPORT_FORMATS))
    .addOption(choiceOption('--variant <side>', 'which side of an A/B run', ['head', 'base']))
    .option('-o, --out <file>', 'file to write to, instead of standard output')
    .addHelpText(
      'after',
      '\nExamples:\n  $ perf-guard export base-and-head.run.json --format go --variant base --out base.txt\n  $ perf-guard export base-and-head.run.json --format go --out head.txt && benchstat base.txt head.txt',
    )
    .action(async (path: string, flags: ExportFlags) => commands.exportRun(path, flags));
}

function addExplain(program: Command, commands: Commands): void {
  program
    .command('explain')
    .description(
      'shows how the verdict on one benchmark came about: each round, and what each analysis made of them',
    )
    .argument('<benchmark>', 'its id, its name, or a part of either that only one has')
    .argument('[run]', 'run file of an A/B run (default: the newest of .perf/runs); - reads standard input')
    .addHelpText('after', '\nExample:\n  $ perf-guard explain parse')
    .action(async (benchmark: string, path?: string) => commands.explain(benchmark, path));
}

function addMerge(program: Command, commands: Commands): void {
  program
    .command('merge')
    .description('makes one run of the shards that several machines measured, and judges it')
    .argument('<runs...>', 'the run files of all shards, as perf-suite run --shard wrote them')
    .addOption(choiceOption('--format <name>', 'how to show the report', RESULT_FORMATS))
    .option(
      '-o, --out <file>',
      'file for the merged run (.run.json or .run.json.gz); its report goes beside it',
    )
    .option('--no-ci-report', 'in GitHub Actions: no summary of the job, and no annotations')
    .option('-q, --quiet', 'leave out unchanged benchmarks')
    .option('-v, --verbose', 'add p-values and all warnings')
    .option('--no-color', 'no colours; NO_COLOR does the same')
    .addHelpText(
      'after',
      '\nExample:\n  $ perf-guard merge shard-*.run.json --out merged.run.json --format markdown\n\nExit codes as those of check; 2 where a shard is missing, there twice, or of another commit, base or setting.',
    )
    .action(async (paths: readonly string[], flags: MergeFlags) => commands.merge(paths, flags));
}
