import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventsOfRun, type PairedRun, type RunFile } from '@perf-suite/schema';
import { writeRunFile } from '@perf-suite/schema/node';
import { judgeWithPerfGuard } from '@perf-suite/testing/perf-guard-command';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { pairedRun, singleRun, type WantedPairedRun } from '@perf-suite/testing/sample-run';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFolderFile } from '../src/folder/folder-file.js';
import { RunMetrics } from '../src/run-metrics/run-metrics.js';
import { MetricStore } from '../src/store/metric-store.js';
import { scrape, seriesValue } from '../src/testing/scrape.js';

const ID = 'parse.bench.ts#parse';
const V1 = 'aaaaaaa111111111111111111111111111111111';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-exporter-life-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Samples that scatter by a few per mille, the same each time. */
function scattered(ns: number, seed: number): number[] {
  return Array.from(
    { length: 60 },
    (_, i) => ns * (1 + (((i * 7_919 + seed * 104_729) % 101) - 50) / 20_000),
  );
}

/** A run in pairs whose head takes `factor` times as long as base. */
function run(hour: number, factor: number, { rounds = 12, base = V1, ...fields }: RunChange = {}): PairedRun {
  const measured = Array.from({ length: rounds }, (_, round) => ({
    baseNs: scattered(10_000, 2 * round),
    headNs: scattered(10_000 * factor, 2 * round + 1),
  }));
  return pairedRun({
    id: `r${hour}`,
    startedAt: new Date(Date.UTC(2026, 2, 1, hour)).toISOString(),
    environment: sampleEnvironment({ ci: 'github' }),
    git: { commit: commitOf(hour), branch: 'main', dirty: false },
    base: { kind: 'git', ref: 'v1', commit: base },
    benchmarks: { [ID]: measured },
    ...fields,
  });
}
type RunChange = Partial<Omit<PairedRun, 'base' | 'rounds' | 'benchmarks' | 'mode' | 'kind'>> & {
  readonly rounds?: number;
  readonly base?: string;
  readonly benchmarks?: NonNullable<WantedPairedRun['benchmarks']>;
};

function commitOf(hour: number): string {
  return `c0ffee${hour}`.padEnd(40, '0');
}

function setUp() {
  const store = new MetricStore({ seriesCap: 10_000 });
  const runMetrics = new RunMetrics({ store, iterationLabel: false, pipeline: {} });
  /** Takes a run in as the exporter reads it from the folder, and its report by the real perf-guard. */
  const take = async (
    one: RunFile,
    { judge = true, flags = [] as string[] } = {},
  ): Promise<string | null> => {
    const [path, reportPath] = [join(folder, `${one.id}.run.json`), join(folder, `${one.id}.report.json`)];
    await writeRunFile(path, one);
    for (const event of eventsOfRun(one, null)) runMetrics.record(event);
    if (!judge) return null;
    await judgeWithPerfGuard(path, reportPath, ...flags);
    const file = await readFolderFile(reportPath);
    if (file.kind !== 'report') throw new Error(`no report: ${JSON.stringify(file)}`);
    runMetrics.recordReport(file.report);
    return file.report.comparisons.find(({ id }) => id === ID)?.verdict ?? null;
  };
  const value = async (metric: string, labels: string, branch = 'main') =>
    seriesValue(
      await scrape(store),
      `${metric}{benchmark_name="${ID}",environment="local",branch="${branch}",${labels}}`,
    );
  const isOpen = async (branch = 'main') =>
    ((await value('performance_regression_open', 'severity="critical"', branch)) ?? 0) +
    ((await value('performance_regression_open', 'severity="warning"', branch)) ?? 0);
  const closed = (reason: string) => value('performance_regressions_closed_total', `reason="${reason}"`);
  return { take, value, isOpen, closed };
}

describe('a regression that perf-guard found', () => {
  it('stays open until a run is as fast as the same baseline again', async () => {
    const { take, isOpen, closed, value } = setUp();
    expect(await take(run(1, 1))).toBe('unchanged');
    expect(await isOpen()).toBe(0);
    expect(await closed('unchanged')).toBe(0);
    expect(await take(run(2, 1.25))).toBe('regressed');
    expect(await isOpen()).toBe(1);

    expect(await take(run(3, 1, { rounds: 1 }))).toBe('inconclusive');
    expect(await isOpen()).toBe(1);
    const failure = { reason: 'threw', round: 0, message: 'boom' } as const;
    const failed = { [ID]: { rounds: [], failure } };
    expect(await take(run(4, 1, { benchmarks: failed, state: 'partial' }))).toBe('failed');
    expect(await isOpen()).toBe(1);
    expect(await take(run(5, 1), { judge: false })).toBeNull();
    expect(await isOpen()).toBe(1);
    const feature = { commit: commitOf(6), branch: 'feature', dirty: false };
    expect(await take(run(6, 1, { git: feature }))).toBe('unchanged');
    expect([await isOpen(), await isOpen('feature')]).toEqual([1, 0]);
    const stopped = { state: 'partial', interrupted: true } as const;
    expect(await take(run(7, 1, stopped))).toBe('unchanged');
    expect(await isOpen()).toBe(1);
    expect(await take(run(8, 1, { benchmarks: { [ID]: { rounds: [], onlyIn: 'base' } } }))).toBe('missing');
    expect(await isOpen()).toBe(1);

    expect(await take(run(9, 1))).toBe('unchanged');
    expect(await isOpen()).toBe(0);
    expect(await closed('unchanged')).toBe(1);
    const detected = await value('performance_regressions_detected_total', 'severity="critical"');
    expect(detected).toBe(1);
  });

  it('is closed by an improvement, by an acceptance, and by the baseline moving on past it', async () => {
    const { take, isOpen, closed } = setUp();
    const accepted = {
      ...run(4, 1.25),
      settings: {
        ...run(4, 1.25).settings,
        accepted: [{ benchmark: ID, reason: 'safer', until: '2099-12-31', source: 'perf-accepted.json' }],
      },
    };
    await take(run(1, 1.25));
    expect(await take(run(2, 0.7))).toBe('improved');
    expect([await isOpen(), await closed('improved')]).toEqual([0, 1]);
    await take(run(3, 1.25));
    expect(await take(accepted)).toBe('accepted');
    expect([await isOpen(), await closed('accepted')]).toEqual([0, 1]);
    await take(run(5, 1.25));
    expect(await take(run(6, 1, { base: commitOf(5) }))).toBe('unchanged');
    expect([await isOpen(), await closed('baseline-moved')]).toEqual([0, 1]);
  });

  it('against stored runs, too', async () => {
    const { take, isOpen, closed } = setUp();
    const alone = (hour: number, factor: number) =>
      singleRun({
        id: `s${hour}`,
        startedAt: new Date(Date.UTC(2026, 2, 1, hour)).toISOString(),
        git: { commit: commitOf(hour), branch: 'main', dirty: false },
        benchmarks: { [ID]: Array.from({ length: 8 }, (_, i) => scattered(10_000 * factor, i + hour)) },
      });
    const before = Array.from({ length: 12 }, (_, i) => i + 1);
    for (const hour of before) await take(alone(hour, 1), { judge: false });
    const against = (...hours: number[]) => ({
      flags: hours.flatMap((hour) => ['--baseline', join(folder, `s${hour}.run.json`)]),
    });
    expect(await take(alone(13, 1.4), against(...before))).toBe('regressed');
    expect(await isOpen()).toBe(1);
    expect(await take(alone(14, 1), against(...before))).toBe('unchanged');
    expect([await isOpen(), await closed('unchanged')]).toEqual([0, 1]);
  });
});

describe('a benchmark that was missing', () => {
  it('is missing no longer once it is measured again, in a run that nobody judged too', async () => {
    const { take, value } = setUp();
    const missing = () => value('benchmark_verdict', 'verdict="missing"');
    await take(run(1, 1));
    expect(await take(run(2, 1, { benchmarks: { [ID]: { rounds: [], onlyIn: 'base' } } }))).toBe('missing');
    expect(await missing()).toBe(1);
    await take(run(3, 1), { judge: false });
    expect(await missing()).toBeNull();
  });
});
