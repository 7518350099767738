import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { judgeRun } from '@perf-suite/perf-guard';
import { readRunFile } from '@perf-suite/schema/node';
import { type Injection, makeCheckout, writeRepeats } from './injection.js';
import type { SuiteResult, Workload } from './suite-result.js';
import { judgeAsUsual } from './usual-methods.js';
import { BENCHMARKS, LIBRARIES } from './workload-list.js';

/**
 * Runs A/B suites of two checkouts that hold the same code, or the same but for one benchmark made
 * slower by a known amount, in the cycle that --slowdowns gives, with the real command at its defaults.
 * `tail:0.2` is a suite whose calls have a tail, of which head's is 20 % slower in one benchmark.
 * With --parallel 2 the command measures two of a suite's benchmarks at once, each on a core of its own.
 * Appends a line for each to a results file. It can be stopped and started again; suites are independent.
 */
const { values } = parseArgs({
  options: {
    suites: { type: 'string', default: '10' },
    slowdowns: { type: 'string', default: '0,0.05,tail:0.2,0,tail:0.5,tail:0,0.025,0,0.05,tail:0.1,0,0.1' },
    session: { type: 'string', default: 'idle' },
    core: { type: 'string' },
    parallel: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '86400' },
    out: {
      type: 'string',
      default: fileURLToPath(new URL('../../verdict/results-p95.jsonl', import.meta.url)),
    },
  },
});

const execute = promisify(execFile);
const command = fileURLToPath(new URL('../../node_modules/.bin/perf-suite', import.meta.url));
const slowdowns = values.slowdowns.split(',').map((text) => ({
  workload: (text.startsWith('tail:') ? 'tail' : 'suite') as Workload,
  slowdownRatio: Number(text.replace('tail:', '')),
}));
const deadline = Date.now() + Number(values.seconds) * 1000;

const folder = await mkdtemp(join(tmpdir(), 'perf-verdict-'));
try {
  const base = join(folder, 'base');
  const head = join(folder, 'head');
  await makeCheckout(base, LIBRARIES, null);
  await makeCheckout(head, LIBRARIES, null);
  for (let suite = 0; suite < Number(values.suites) && Date.now() < deadline; suite++) {
    const { workload, slowdownRatio } = slowdowns[suite % slowdowns.length] as (typeof slowdowns)[number];
    const benchmark = BENCHMARKS[Math.floor(Math.random() * BENCHMARKS.length)] as string;
    const tail = workload === 'tail';
    const injection = slowdownRatio === 0 ? null : { benchmark, slowdownRatio, ...(tail && { tail }) };
    await writeRepeats(head, injection);
    const result = await runSuite({ base, head, injection, workload });
    await appendFile(values.out, `${JSON.stringify(result)}\n`);
    const flagged = result.comparisons.filter((one) => one.verdict === 'regressed').map((one) => one.name);
    process.stderr.write(
      `${suite + 1}/${values.suites} ${workload}, ${injection ? `${benchmark} +${slowdownRatio * 100} %` : 'unchanged'}: ` +
        `${result.seconds.toFixed(1)} s, flagged: ${flagged.join(', ') || 'none'}\n`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

interface Suite {
  readonly base: string;
  readonly head: string;
  readonly injection: Injection | null;
  readonly workload: Workload;
}

async function runSuite({ base, head, injection, workload }: Suite): Promise<SuiteResult> {
  const out = join(folder, 'suite.run.json');
  const load = loadavg()[0] ?? 0;
  const started = performance.now();
  const flags = [
    ...['run', `${workload}.bench.js`, '--cwd', head, '--against', base],
    ...['--parallel', values.parallel, '--out', out, '--quiet', '--explain-time', '0s'],
  ];
  const exitCode = await run(
    values.core === undefined ? [command, ...flags] : ['taskset', '-c', values.core, command, ...flags],
  );
  const seconds = (performance.now() - started) / 1000;
  const file = await readRunFile(out);
  if (file.mode !== 'paired') throw new Error(`${out}: expected a paired run`);
  const judged = { baselines: [], createdAt: new Date().toISOString(), runFile: null };
  const report = judgeRun(file, judged);
  const alone = judgeRun(file, { ...judged, gating: ['p50'] });
  return {
    session: values.session,
    load,
    seed: file.seed,
    parallel: file.settings.parallel ?? 1,
    seconds,
    injection,
    workload,
    exitCode,
    comparisons: report.comparisons.map((comparison, i) => {
      const p50 = comparison.percentiles.find((one) => one.percentile === 'p50');
      const p95 = comparison.percentiles.find((one) => one.percentile === 'p95');
      return {
        name: comparison.name,
        verdict: comparison.verdict,
        rounds: file.benchmarks.find((one) => one.id === comparison.id)?.rounds.length ?? 0,
        p50: p50?.change ?? null,
        p95: p95?.change ?? null,
        p50Verdict: p50?.verdict ?? null,
        p50Alone: alone.comparisons[i]?.verdict ?? comparison.verdict,
        p95Verdict: p95?.verdict ?? null,
      };
    }),
    usual: Object.fromEntries(
      Object.entries(judgeAsUsual(file)).map(([method, ids]) => [
        method,
        ids.map((id) => id.split('#')[1] ?? id),
      ]),
    ),
  };
}

/** Runs the command; a verdict's exit code (regression, inconclusive) is a result, anything else an error. */
async function run([program, ...rest]: string[]): Promise<number> {
  try {
    await execute(program as string, rest, { maxBuffer: 64 * 1024 * 1024 });
    return 0;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code !== 1 && code !== 3) throw error;
    return code;
  }
}
