import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseReport, type Report } from '@perf-suite/schema';
import { expect, it } from 'vitest';
import { repositoryWith, temporaryFolder, writeFiles } from '../base/temporary-repository.js';
import { type Finished, perfSuite, readRun, start } from '../failures/run-command.js';

/** Enough rounds for a verdict, as short as they get: head does a hundred times the work. */
const ROUNDS = [
  '--rounds',
  '8',
  '--time',
  '10ms',
  '--warmup',
  '10ms',
  '--against',
  'HEAD',
  '--min-effect',
  '50%',
];

const WORK = (times: number) => `export function work(n: number): number {
  let sum: number = 0;
  for (let i = 0; i < n * ${times}; i++) sum += Math.sqrt(i);
  return sum;
}

interface Named { readonly name: string }

export function nameOf({ name }: Named): string {
  return name.toUpperCase();
}
`;

const BENCHMARK = (extra = '') => `import { suite } from 'perf-suite';
import { nameOf, work } from './src/work.ts';
const isProfiled = process.execArgv.includes('--log-deopt');
export default suite(({ bench }) => {
  bench('work <b>', () => { ${extra} return work(300) + nameOf({ name: 'a' }).length; });
});
`;

/** A repository whose working tree does a hundred times the work of its last commit. */
function slowedDown(extra = ''): string {
  const root = repositoryWith({
    'package.json': { name: 'project', type: 'module' },
    '.gitignore': '.perf\n',
    'src/work.ts': WORK(1),
    'a.bench.ts': BENCHMARK(extra),
  });
  writeFiles(root, { 'src/work.ts': `// Moved down.\n\n${WORK(100)}` });
  return root;
}

interface Explained extends Finished {
  readonly report: Report;
  readonly out: string;
}

async function run(root: string, ...flags: readonly string[]): Promise<Explained> {
  const out = join(temporaryFolder(), 'a.run.json');
  const finished = await perfSuite(['run', '--cwd', root, ...ROUNDS, '--out', out, ...flags]);
  return { ...finished, out, report: reportOf(out, finished) };
}

function reportOf(out: string, { stderr }: Pick<Finished, 'stderr'>): Report {
  const file = out.replace('.run.json', '.report.json');
  if (!existsSync(file)) throw new Error(`no report:\n${stderr}`);
  return parseReport(JSON.parse(readFileSync(file, 'utf8')), file);
}

/** The verdict stands, and a warning says what is missing. */
function expectVerdictAlone({ exitCode, stderr, report }: Explained, reason: string): void {
  expect(exitCode, stderr).toBe(1);
  expect(report.comparisons[0]).toMatchObject({ verdict: 'regressed' });
  expect(report.comparisons[0]?.explanation).toBeUndefined();
  const warning = report.comparisons[0]?.warnings.find(({ code }) => code === 'not-explained');
  expect(warning?.message).toContain(reason);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(reason);
}

it('the function that got slower is named first, with its line in TypeScript, and shown in a flame graph', async () => {
  const finished = await run(slowedDown(), '--explain-time', '120s');
  const { exitCode, stdout, stderr, out, report } = finished;
  expect(exitCode, stderr).toBe(1);
  const [comparison] = report.comparisons;
  expect(comparison?.verdict).toBe('regressed');
  const explanation = comparison?.explanation;
  const [first] = explanation?.functions ?? [];
  expect(first, explanation?.summary).toMatchObject({
    name: 'work',
    file: 'src/work.ts',
    line: 3,
    change: 'changed',
  });
  expect(first?.ns.head).toBeGreaterThan(first?.ns.base ?? Number.POSITIVE_INFINITY);
  expect(explanation?.repetitions).toBeGreaterThan(1);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('work (src/work.ts:3), which head changes, takes ');
  // The run file holds it, too, for whoever judges it again.
  expect(readRun(out, finished).benchmarks[0]).toMatchObject({ explanation: { functions: [first] } });
  const page = join(dirname(out), explanation?.flameGraph ?? '');
  expect(readFileSync(page, 'utf8')).toContain('src/work.ts:3');
  expect(explanation?.profiles?.every((name) => existsSync(join(dirname(out), name)))).toBe(true);
  const profile = JSON.parse(readFileSync(join(dirname(out), explanation?.profiles?.[0] ?? ''), 'utf8'));
  expect(profile).toMatchObject({ nodes: expect.any(Array), samples: expect.any(Array) });
});

it('no time for it: nothing is profiled, and the verdict is the same', async () => {
  const { exitCode, report, out, stderr } = await run(slowedDown(), '--explain-time', '0s');
  expect(exitCode, stderr).toBe(1);
  expect(report.comparisons[0]?.explanation).toBeUndefined();
  expect(report.comparisons[0]?.warnings.map(({ code }) => code)).not.toContain('not-explained');
  expect(existsSync(out.replace('.run.json', '.profiles'))).toBe(false);
});

it('too little time: the warning says so', async () => {
  expectVerdictAlone(await run(slowedDown(), '--explain-time', '1ms'), 'the time for it ran out');
});

it.each([
  ["if (isProfiled) throw new Error('not here');", 'not here'],
  ['if (isProfiled) process.exit(3);', 'could not be profiled'],
  ['while (isProfiled);', 'the time for it ran out'],
])(
  'a benchmark that only fails where it is profiled costs the explanation alone: %s',
  async (extra, reason) => {
    const time = extra.startsWith('while') ? '3s' : '60s';
    expectVerdictAlone(await run(slowedDown(extra), '--explain-time', time), reason);
  },
);

it('where the profiles cannot be written, the explanation stands', async () => {
  const root = slowedDown();
  const out = join(temporaryFolder(), 'a.run.json');
  // A file is where their folder would be.
  writeFileSync(out.replace('.run.json', '.profiles'), '');
  const finished = await perfSuite(['run', '--cwd', root, ...ROUNDS, '--out', out, '--explain-time', '60s']);
  const report = reportOf(out, finished);
  expect(finished.exitCode, finished.stderr).toBe(1);
  expect(report.comparisons[0]?.explanation?.functions[0]?.name).toBe('work');
  expect(report.comparisons[0]?.explanation?.flameGraph).toBeUndefined();
  expect(finished.stderr.replaceAll(/\s+/g, ' ')).toContain('its profiles could not be written');
});

it('Ctrl-C while it is profiled ends that; run and report were saved before', async () => {
  const root = slowedDown('while (isProfiled);');
  const out = join(temporaryFolder(), 'a.run.json');
  const args = ['run', '--cwd', root, ...ROUNDS, '--out', out, '--explain-time', '10m'];
  const { child, finished, said } = start(args);
  await said('finding out why 1 benchmark got slower');
  expect(reportOf(out, { stderr: '' }).comparisons[0]?.verdict).toBe('regressed');
  child.kill('SIGINT');
  await said('Stopping; the run is saved with its verdicts.');
  const { exitCode, stderr } = await finished;
  expect(exitCode, stderr).toBe(1);
  expect(reportOf(out, { stderr }).comparisons[0]).toMatchObject({ verdict: 'regressed' });
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('why it got slower was not found out: it was stopped');
});

it('a base that is gone by then costs the explanation alone', async () => {
  const base = temporaryFolder();
  const root = slowedDown();
  writeFiles(base, {
    'package.json': { name: 'project', type: 'module' },
    'src/work.ts': WORK(1),
    'a.bench.ts': BENCHMARK(),
  });
  const out = join(temporaryFolder(), 'a.run.json');
  const args = ['run', '--cwd', root, ...ROUNDS, '--against', base, '--out', out, '--explain-time', '60s'];
  const { finished, said } = start(args);
  await said('finding out why 1 benchmark got slower');
  rmSync(base, { recursive: true, force: true });
  const ended = await finished;
  expect(ended.exitCode, ended.stderr).toBe(1);
  expect(reportOf(out, ended).comparisons[0]).toMatchObject({ verdict: 'regressed' });
});
