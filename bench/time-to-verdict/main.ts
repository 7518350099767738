import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from 'simple-statistics';
import { shuffled } from '../shuffled.js';
import { makeProject, type ProjectSize, SIZES } from './make-project.js';

/**
 * How long verdicts take, and where the time goes: compares unchanged code with its last commit by the real
 * command at its defaults, base cached. With `--also CHECKOUT` another checkout of this repository (built) does the
 * same, in random order with this one, and the ratios of the two are printed. With `--touched` head adds a function
 * that no benchmark calls to the module that all of them load: then the sides do not load the same code. With
 * `--documentation` head changes the README alone, and the command may leave out what is the same code.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    size: { type: 'string', multiple: true, default: ['10 in 3 files'] },
    command: { type: 'string', default: 'run' },
    also: { type: 'string' },
    touched: { type: 'boolean', default: false },
    documentation: { type: 'boolean', default: false },
  },
});
const own = fileURLToPath(new URL('../../..', import.meta.url));
const checkouts: Record<string, string> = {
  here: own,
  ...(values.also === undefined ? {} : { other: resolve(values.also) }),
};

interface Took {
  readonly ms: number;
  readonly rounds: number;
  readonly open: number;
  /** What the run says of itself; empty where it says nothing. */
  readonly partsMs: Readonly<Record<string, number>>;
}

for (const name of values.size) {
  const size = SIZES[name];
  if (size === undefined)
    throw new Error(`--size: expected one of ${Object.keys(SIZES).join(', ')}, found ${name}`);
  await measureSize(name, size);
}

async function measureSize(name: string, size: ProjectSize): Promise<void> {
  const took: Record<string, Took[]> = Object.fromEntries(Object.keys(checkouts).map((one) => [one, []]));
  const folders: string[] = [];
  try {
    for (const checkout of Object.values(checkouts)) {
      const folder = await mkdtemp(join(tmpdir(), 'time-to-verdict-'));
      folders.push(folder);
      await makeProject(folder, size);
      // Prepares and caches the base.
      if (values.command === 'run') runCommand(checkout, folder, ['--rounds', '1']);
      if (values.touched) await appendFile(join(folder, 'src/work.js'), 'export const unused = () => 0;\n');
      if (values.documentation) await appendFile(join(folder, 'README.md'), 'A new sentence.\n');
    }
    for (let run = 0; run < Number(values.runs); run++) {
      for (const which of shuffled(Object.keys(checkouts))) {
        const folder = folders[Object.keys(checkouts).indexOf(which)] as string;
        took[which]?.push(runCommand(checkouts[which] as string, folder, []));
      }
    }
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  }
  print(name, took);
}

function runCommand(checkout: string, folder: string, more: readonly string[]): Took {
  const bin = join(checkout, 'packages/perf-suite/bin/perf-suite.js');
  const args =
    values.command === 'run'
      ? ['run', '--against', 'HEAD', ...allOf(bin), ...more]
      : [values.command, ...more];
  const started = performance.now();
  const { stdout, stderr } = spawnSync(process.execPath, [bin, ...args, '--format', 'json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const ms = performance.now() - started;
  if (!stdout.startsWith('{')) throw new Error(`perf-suite ${args.join(' ')}: ${stderr}`);
  const summary: {
    timesMs?: Record<string, number>;
    benchmarks: { rounds?: number }[];
    report?: { comparisons: { verdict: string }[] };
  } = JSON.parse(stdout);
  return {
    ms,
    partsMs: summary.timesMs ?? {},
    rounds: Math.max(0, ...summary.benchmarks.map(({ rounds = 0 }) => rounds)),
    open: summary.report?.comparisons.filter(({ verdict }) => verdict === 'inconclusive').length ?? 0,
  };
}

/** What is the same code on both sides is not measured, since there is a flag that measures it. */
function allOf(bin: string): string[] {
  if (values.documentation) return [];
  const { stdout } = spawnSync(process.execPath, [bin, 'run', '--help'], { encoding: 'utf8' });
  return stdout.includes('--all') ? ['--all'] : [];
}

function print(name: string, took: Readonly<Record<string, readonly Took[]>>): void {
  const load = loadavg()[0]?.toFixed(1);
  console.log(
    `\nperf-suite ${values.command}, ${name}: ${values.runs} runs, Node ${process.version}, ${cpus().length} cores, load ${load}\n`,
  );
  const of = (which: string, read: (one: Took) => number): number => median((took[which] ?? []).map(read));
  const parts = [...new Set(Object.values(took).flatMap((runs) => Object.keys(runs[0]?.partsMs ?? {})))];
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const rows: [string, (one: Took) => number, (value: number) => string][] = [
    ['in all', ({ ms }) => ms, seconds],
    ...parts.map((part): [string, (one: Took) => number, (value: number) => string] => [
      part,
      ({ partsMs }) => partsMs[part] ?? Number.NaN,
      seconds,
    ]),
    ['rounds of the last benchmark', ({ rounds }) => rounds, String],
    ['inconclusive', ({ open }) => open, String],
  ];
  const names = Object.keys(took);
  console.log(`| median of the runs | ${names.join(' | ')} |${names.length > 1 ? ' here / other |' : ''}`);
  console.log(`| --- | ${names.map(() => '---:').join(' | ')} |${names.length > 1 ? ' ---: |' : ''}`);
  for (const [label, read, shown] of rows) {
    const medians = names.map((which) => of(which, read));
    const [here = Number.NaN, other = Number.NaN] = medians;
    const quotient = Number.isFinite(here / other) ? (here / other).toFixed(2) : '';
    const ratio = names.length > 1 ? ` ${quotient} |` : '';
    console.log(
      `| ${label} | ${medians.map((value) => (Number.isFinite(value) ? shown(value) : '')).join(' | ')} |${ratio}`,
    );
  }
  for (const which of names)
    console.log(`\n${which}: ${(took[which] ?? []).map(({ ms }) => seconds(ms)).join(', ')}`);
}
