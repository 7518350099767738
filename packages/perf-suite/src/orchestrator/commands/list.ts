import { join, resolve } from 'node:path';
import { escapeMarkdown, type OutputFormat, printable } from '@perf-suite/command-line';
import { counted, styleFor } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode, type Warning } from '@perf-suite/schema';
import type { CommandIo } from '../command-io.js';
import { ignoredConfigWarnings } from '../config/ignored-configs.js';
import { loadConfig } from '../config/load-config.js';
import { PackageConfigs } from '../config/package-configs.js';
import { fileIdOf, findBenchmarkFiles } from '../plan/find-files.js';
import { listWithCallers, replacedText } from '../plan/list-with-callers.js';
import { fileWarnings, type Plan, planRun } from '../plan/plan.js';
import { parseShard, shardPlan } from '../plan/shard-plan.js';
import { openModuleCache } from '../processes/module-cache.js';
import { runWorker } from '../processes/run-worker.js';
import { listenForStop } from '../processes/stop-signals.js';
import { workersOn } from '../processes/workers-on-runtimes.js';
import { prepareHeadRuntime } from '../runtimes/head-runtime.js';
import type { PreparedRuntime } from '../runtimes/prepare-runtime.js';
import { type FailureContext, failureLines, sameFailures } from '../terminal/failure-lines.js';
import { warningLines } from '../terminal/warning-lines.js';
import { parseFilter, type RunFlags, settingsFromFlags } from './run-flags.js';

/**
 * Shows what a run with the same arguments would measure.
 * @throws {PerfError} `no-match`, `duplicate-name`, `bad-config`, `bad-usage`
 */
export async function list(
  files: readonly string[],
  flags: RunFlags & { readonly format?: OutputFormat },
  io: CommandIo,
): Promise<ExitCode> {
  const root = resolve(io.cwd, flags.cwd ?? '.');
  const shard = parseShard(flags.shard);
  const fromFlags = settingsFromFlags(files, flags);
  const settings = await loadConfig(root, fromFlags, io.variables);
  const stop = listenForStop(process, () => undefined);
  let runtime: PreparedRuntime | null = null;
  try {
    const log = (line: string): unknown => flags.quiet === true || io.err.write(`${line}\n`);
    runtime = await prepareHeadRuntime({ root, log, signal: stop.afterSlice }, settings);
    const program = runtime?.program ?? null;
    const search = { root, patterns: settings.files };
    const named = await findBenchmarkFiles(search);
    const configsOf = (paths: readonly string[]): Promise<PackageConfigs> =>
      PackageConfigs.read(
        paths.map((file) => fileIdOf(file, root)),
        { root, flags: fromFlags, variables: io.variables },
      );
    // Each is loaded in a process of its own: somebody who waits sees for what.
    if (io.err.isTTY) log(`reading benchmark files (${named.length})`);
    const ofNamed = await configsOf(named);
    const cache = await openModuleCache(join(root, '.perf'));
    const found = await listWithCallers(named, search, {
      root,
      cacheFolder: cache.folder,
      nodeFlags: settings.nodeFlags,
      timeoutMs: ofNamed.longestTimeoutMs(settings.timeoutMs),
      signal: stop.afterSlice,
      runWorker: workersOn({ head: program, base: program }, runWorker),
    });
    const packages =
      found.callers.length === 0 ? ofNamed : await configsOf(found.files.map(({ file }) => file));
    const whole = planRun(found.files, { ...search, filter: parseFilter(flags.filter), packages });
    const part = shard === null ? null : shardPlan(whole, shard);
    const plan = part?.plan ?? whole;
    const style = styleFor(io.out, flags, io.variables);
    const texts: Readonly<Record<OutputFormat, () => string>> = {
      text: () => planText(plan, { style, cwd: io.cwd, verbose: flags.verbose === true }),
      json: () => planJson(plan),
      markdown: () => planMarkdown(plan),
    };
    io.out.write(`${texts[flags.format ?? 'text']()}\n`);
    const replaced = replacedText(found, root);
    if (replaced !== null) io.err.write(`${styleFor(io.err, flags, io.variables).colors.dim(replaced)}\n`);
    await warn(
      root,
      [
        ...cache.warnings,
        ...packages.warnings(),
        ...fileWarnings(found.files, search),
        ...(part?.warnings ?? []),
      ],
      { flags, io },
    );
    return plan.brokenFiles.length > 0 ? EXIT_CODES.benchmarkFailed : EXIT_CODES.done;
  } finally {
    await runtime?.cleanup();
    stop.close();
  }
}

/** What would go missing without a word goes to standard error: the list is for programs too. */
async function warn(
  root: string,
  found: readonly Warning[],
  { flags, io }: { readonly flags: RunFlags; readonly io: CommandIo },
): Promise<void> {
  const warnings = [...(await ignoredConfigWarnings(root)), ...found];
  const shown = warnings.map((warning) => ({ warning, titles: [] }));
  const lines = warningLines(shown, styleFor(io.err, flags, io.variables));
  if (lines.length > 0) io.err.write(`${lines.join('\n')}\n`);
}

/** Returns the plan for machines. */
function planJson({ root, benchmarks, brokenFiles }: Plan): string {
  const plan = {
    root,
    benchmarks: benchmarks.map(({ id, fileId, group, name, async, timeMs, minimumEffect }) => ({
      id,
      file: fileId,
      group,
      name,
      async,
      timeMs,
      minimumEffect,
    })),
    brokenFiles: brokenFiles.map(({ fileId, failure }) => ({ file: fileId, failure })),
  };
  return JSON.stringify(plan, null, 2);
}

/** Returns the plan as a Markdown list: files, and their benchmarks. */
function planMarkdown({ benchmarks, brokenFiles }: Plan): string {
  const lines = benchmarks.flatMap(({ fileId, group, name }, i) => [
    ...(benchmarks[i - 1]?.fileId === fileId ? [] : [`- ${escapeMarkdown(fileId)}`]),
    `  - ${escapeMarkdown([...group, name].join(' > '))}`,
  ]);
  const broken = brokenFiles.map(
    ({ fileId, failure }) => `- ${escapeMarkdown(fileId)}: ${escapeMarkdown(failure.message)}`,
  );
  return [...lines, ...broken].join('\n');
}

/** Returns the plan for people: names under their files, as `--filter` sees them. */
export function planText({ benchmarks, brokenFiles }: Plan, context: FailureContext): string {
  const { colors } = context.style;
  const lines = benchmarks.flatMap(({ fileId, group, name }, i) => [
    ...(benchmarks[i - 1]?.fileId === fileId
      ? []
      : [...(i === 0 ? [] : ['']), colors.bold(printable(fileId))]),
    `  ${printable([...group, name].join(' > '))}`,
  ]);
  const failed = brokenFiles.map(({ fileId, failure }) => ({ id: fileId, failure }));
  const broken = sameFailures(failed).flatMap(({ subject, failure }) => [
    '',
    ...failureLines(subject, failure, context),
  ]);
  const files = new Set(benchmarks.map(({ fileId }) => fileId)).size;
  const sum = colors.dim(`${counted(benchmarks.length, 'benchmark')} in ${counted(files, 'file')}`);
  return [...lines, ...broken, '', sum].join('\n');
}
