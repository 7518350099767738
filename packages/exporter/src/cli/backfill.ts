import { LONGEST_SPAN_MS, parseDuration } from '@perf-suite/command-line';
import {
  EXIT_CODES,
  type ExitCode,
  eventsOfRun,
  PerfError,
  type Report,
  type RunFile,
} from '@perf-suite/schema';
import { refuseOverInputs, replacedBy, writeFileAtomically } from '@perf-suite/schema/node';
import { HistoryWriter } from '../backfill/history-writer.js';
import { viewsOf } from '../exposition/views.js';
import { clockAhead } from '../folder/clock-ahead.js';
import { readFolderFile } from '../folder/folder-file.js';
import { listJsonFiles } from '../folder/list-files.js';
import { AnalysisMetrics } from '../run-metrics/analysis-metrics.js';
import { RunMetrics } from '../run-metrics/run-metrics.js';
import { MetricStore } from '../store/metric-store.js';
import { type BranchFlags, branchBound } from './branch-bound.js';
import { customRecorder } from './custom-recorder.js';
import type { CommandIo } from './io.js';

/** The flags of `backfill`, as typed. */
export interface BackfillFlags extends BranchFlags {
  readonly runs: string;
  readonly out: string;
  readonly step?: string;
  readonly staleAfter: string;
  readonly compat?: boolean;
  readonly metricsFile?: string;
  readonly quiet?: boolean;
}

/** A file and when what it says came true. */
interface Moment {
  readonly path: string;
  readonly atMs: number;
}

/**
 * Writes what a folder's runs say, each with its true time, as OpenMetrics for
 * `promtool tsdb create-blocks-from openmetrics`.
 * @throws {PerfError} on bad flags, a folder without usable files, or a file that cannot be written
 */
export async function backfill(flags: BackfillFlags, io: CommandIo): Promise<ExitCode> {
  const stepMs =
    flags.step === undefined ? null : parseDuration(flags.step, '--step', { longestMs: LONGEST_SPAN_MS });
  const staleAfterMs = parseDuration(flags.staleAfter, '--stale-after', { longestMs: LONGEST_SPAN_MS });
  const branches = branchBound(flags);
  await refuseOut(flags);
  const writer = await HistoryWriter.create();
  try {
    const moments = await momentsOf(flags, io);
    const store = new MetricStore({ seriesCap: 1_000_000 });
    const custom = await customRecorder(store, flags, io);
    const runMetrics = new RunMetrics({ store, iterationLabel: false, pipeline: {}, custom, branches });
    const analyses = new AnalysisMetrics(store);
    for (const [i, { path, atMs }] of moments.entries()) {
      const file = await readFolderFile(path);
      if (file.kind === 'run') for (const event of eventsOfRun(file.run, null)) runMetrics.record(event);
      if (file.kind === 'report') runMetrics.recordReport(file.report);
      if (file.kind === 'analysis') analyses.record(file.analysis, path);
      analyses.show();
      runMetrics.forgetBefore(atMs - staleAfterMs);
      const nextMs = moments[i + 1]?.atMs ?? atMs + 1;
      if (nextMs === atMs) continue;
      for (const timeMs of timesBetween(atMs, nextMs, stepMs)) {
        io.stop.throwIfAborted();
        await writer.add(viewsOf(store, { compatibility: flags.compat ?? false }), timeMs);
      }
    }
    await writeFileAtomically(flags.out, writer.chunks(io.stop));
    if (!flags.quiet)
      io.err(`perf-exporter: wrote ${writer.lineCount} samples of ${moments.length} files to ${flags.out}\n`);
    return EXIT_CODES.done;
  } catch (error) {
    if (io.stop.aborted) return EXIT_CODES.interrupted;
    throw error;
  } finally {
    await writer.discard();
  }
}

/** What was measured cannot be had again: a history never replaces a run, nor the verdicts on it. */
async function refuseOut({ out, metricsFile }: BackfillFlags): Promise<void> {
  const [flag, example] = [`--out ${out}`, '--out history.om'];
  const inputs =
    metricsFile === undefined ? [] : [{ what: `the metrics file ${metricsFile}`, path: metricsFile }];
  await refuseOverInputs({ path: out, flag, example }, inputs);
  const replaced = await replacedBy(out);
  if (replaced !== 'run' && replaced !== 'report') return;
  throw new PerfError('bad-usage', `${flag}: expected a file for the history, found a ${replaced} file`, {
    hint: `It would be replaced. Name another one, such as: ${example}`,
  });
}

/** Reading each file twice keeps one in memory at a time: a history can be gigabytes. */
async function momentsOf(flags: BackfillFlags, io: CommandIo): Promise<Moment[]> {
  const moments: Moment[] = [];
  const runIds = new Set<string>();
  const { paths } = await listJsonFiles(flags.runs);
  for (const path of paths) {
    io.stop.throwIfAborted();
    const file = await readFolderFile(path);
    const ahead = clockAhead(file, path, io.nowMs());
    const skipped = ahead === null ? file : { kind: 'skipped', reason: 'clock-ahead', ...ahead };
    if (skipped.kind === 'skipped' && !flags.quiet)
      io.err(`perf-exporter: skipped (${skipped.reason}): ${skipped.message}\n`);
    if (ahead !== null) continue;
    if (file.kind === 'report') moments.push({ path, atMs: endOf(file.report) });
    if (file.kind === 'analysis') moments.push({ path, atMs: Date.parse(file.analysis.createdAt) });
    if (file.kind !== 'run' || runIds.has(file.run.id)) continue;
    runIds.add(file.run.id);
    moments.push({ path, atMs: endOf(file.run) });
  }
  if (moments.length === 0) {
    throw new PerfError(
      'no-match',
      `${flags.runs}: expected run or report files, found none that can be used`,
    );
  }
  // Files of one time in the order of their names, so that the result is always the same.
  return moments.sort((a, b) => a.atMs - b.atMs || (a.path < b.path ? -1 : 1));
}

function endOf(file: RunFile | Report): number {
  return Date.parse(file.kind === 'run' ? file.finishedAt : file.createdAt);
}

/** The moment itself, then each whole step up to the next moment. */
function* timesBetween(atMs: number, nextMs: number, stepMs: number | null): Generator<number> {
  yield atMs;
  if (stepMs === null) return;
  for (let timeMs = (Math.floor(atMs / stepMs) + 1) * stepMs; timeMs < nextMs; timeMs += stepMs) yield timeMs;
}
