import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PERF_SUITE = fileURLToPath(new URL('node_modules/perf-suite/bin/perf-suite.js', import.meta.url));

/**
 * Compares projects that do the same work, or in which one of several things does more, with the real command at its
 * defaults, and appends a line for each suite to a file; with `--summary` it counts them.
 * @param {{
 *   noun: string, plural: string, names: readonly string[], file: string, out: URL,
 *   writeCheckout: (folder: string, slowed: { name: string, ratio: number } | null) => Promise<void>
 * }} project what a project has, its benchmark file, where the lines go, and what writes a project
 */
export async function suitesOfSlowdowns(project) {
  const { values } = parseArgs({
    options: {
      suites: { type: 'string', default: '10' },
      seconds: { type: 'string', default: '86400' },
      slowdowns: { type: 'string', default: '0,0.1,0,0.05' },
      out: { type: 'string', default: fileURLToPath(project.out) },
      summary: { type: 'boolean', default: false },
    },
  });
  if (values.summary) await printSummary(project, values);
  else await runSuites(project, values);
}

async function runSuites({ names, noun, file, writeCheckout }, values) {
  const slowdowns = values.slowdowns.split(',').map(Number);
  const endMs = performance.now() + Number(values.seconds) * 1000;
  const before = linesOf(values.out).length;
  const folder = mkdtempSync(join(tmpdir(), `${noun}-suites-`));
  const [base, head] = [join(folder, 'base'), join(folder, 'head')];
  try {
    await writeCheckout(base, null);
    for (let suite = 0; suite < Number(values.suites) && performance.now() < endMs; suite++) {
      const ratio = slowdowns[(before + suite) % slowdowns.length];
      const slowed = ratio === 0 ? null : { name: names[Math.floor(Math.random() * names.length)], ratio };
      await writeCheckout(head, slowed);
      const result = runSuite({ base, head, file }, slowed);
      appendFileSync(values.out, `${JSON.stringify(result)}\n`);
      const flagged = result.comparisons
        .filter(({ verdict }) => verdict === 'regressed')
        .map(({ name }) => name);
      const what = slowed === null ? 'unchanged' : `${slowed.name} +${100 * slowed.ratio} %`;
      console.error(
        `${suite + 1} ${what}: ${result.seconds.toFixed(0)} s, flagged: ${flagged.join(', ') || 'none'}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runSuite({ base, head, file }, slowed) {
  const load = loadavg()[0];
  const startMs = performance.now();
  const flags = [
    '--cwd',
    head,
    '--against',
    base,
    '--format',
    'json',
    '--quiet',
    '--out',
    join(head, 'a.run.json'),
  ];
  const ended = spawnSync(process.execPath, [PERF_SUITE, 'run', file, ...flags], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (ended.status !== 0 && ended.status !== 1)
    throw new Error(`it ended with ${ended.status}: ${ended.stderr}`);
  const { report, benchmarks } = JSON.parse(ended.stdout);
  return {
    load,
    seconds: (performance.now() - startMs) / 1000,
    slowed,
    comparisons: report.comparisons.map(({ id, name, verdict, percentiles }) => ({
      name,
      verdict,
      rounds: benchmarks.find((one) => one.id === id).rounds,
      p50: percentiles.find(({ percentile }) => percentile === 'p50')?.change ?? null,
    })),
  };
}

function linesOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}

/** Prints, for each slowdown, how many suites flagged what changed, and how many flagged anything that did not. */
async function printSummary({ noun, plural, names }, values) {
  const { proportion } = await import('./dist/verdict/binomial-bounds.js');
  const suites = linesOf(values.out).map((line) => JSON.parse(line));
  const percent = (ratio) => `${(100 * ratio).toFixed(1)} %`;
  const share = (hits, trials) => {
    const { lower, upper } = proportion(hits, trials);
    return `${hits} of ${trials} (${percent(lower)} to ${percent(upper)})`;
  };
  const isWrong = ({ slowed, comparisons }) =>
    comparisons.some(({ name, verdict }) => verdict === 'regressed' && name !== slowed?.name);
  console.log(
    `suites that flag an unchanged ${noun}: ${share(suites.filter(isWrong).length, suites.length)}`,
  );
  for (const ratio of [...new Set(suites.map(({ slowed }) => slowed?.ratio ?? 0))].sort()) {
    if (ratio === 0) continue;
    const own = suites.filter(({ slowed }) => slowed?.ratio === ratio);
    const ofSlowed = own.map(({ slowed, comparisons }) =>
      comparisons.find(({ name }) => name === slowed.name),
    );
    const found = ofSlowed.filter(({ verdict }) => verdict === 'regressed').length;
    console.log(`+${percent(ratio)}: found ${share(found, own.length)}`);
  }
  const unchanged = suites.flatMap(({ slowed, comparisons }) =>
    comparisons.filter(({ name }) => name !== slowed?.name),
  );
  for (const verdict of [...new Set(unchanged.map((one) => one.verdict))])
    console.log(
      `unchanged ${plural} that are ${verdict}: ${unchanged.filter((one) => one.verdict === verdict).length} of ${unchanged.length}`,
    );
  const loads = suites.map(({ load }) => load).sort((a, b) => a - b);
  const [least, middle, most] = [0, loads.length >> 1, loads.length - 1].map((i) => loads[i]?.toFixed(1));
  console.log(`load when a suite began: ${least} to ${most}, median ${middle}`);
  const seconds = suites.map((suite) => suite.seconds).sort((a, b) => a - b);
  console.log(
    `median time of a suite of ${names.length} ${plural}: ${seconds[Math.floor(seconds.length / 2)]?.toFixed(0)} s`,
  );
}
