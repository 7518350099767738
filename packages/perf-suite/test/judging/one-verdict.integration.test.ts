import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseReport, type Report } from '@perf-suite/schema';
import { readReportFile } from '@perf-suite/schema/node';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { perfSuite } from '../failures/run-command.js';

const { resolve } = createRequire(import.meta.url);
const programOf = (name: string, file: string): string =>
  join(dirname(resolve(`@perf-suite/${name}/package.json`)), 'bin', file);
const GUARD = programOf('perf-guard', 'perf-guard.js');
const EXPORTER = programOf('exporter', 'perf-exporter.js');

/** Spins for as long as the clock says: how long a call takes does not depend on the machine. */
const work = (us: number): string =>
  `export const work = () => { const end = performance.now() + ${us} / 1000; while (performance.now() < end); };\n`;

const BENCHMARK = `
import { suite } from 'perf-suite';
import { work } from './work.js';
export default suite(({ bench }) => { bench('slower', work); bench('own effect', { run: work, minimumEffect: '60%' }); });
`;

/** The settings that decide, as flags: any of these, or none. */
const SETTINGS = fc.record({
  'min-effect': fc.option(fc.constantFrom('2%', '20%', '45%', '90%')),
  percentile: fc.option(fc.constantFrom('p50', 'p95', 'p50,p95')),
  'fail-on': fc.option(fc.constantFrom('none', 'regressed', 'missing', 'regressed,inconclusive')),
  filter: fc.option(fc.constantFrom('slower', 'own', 'slower|own')),
});

it('run, check, report and exporter say the same, whatever the settings', async () => {
  await fc.assert(
    fc.asyncProperty(SETTINGS, async (settings) => {
      const folder = mkdtempSync(join(tmpdir(), 'perf-suite-verdict-'));
      try {
        const flags = Object.entries(settings).flatMap(([name, value]) =>
          value ? [`--${name}`, value] : [],
        );
        const said = await everythingSaidOf(folder, flags);
        expect(said.check, flags.join(' ')).toEqual(said.run);
        expect(said.report).toEqual(said.run.verdicts);
        expect(said.passed).toBe(said.run.exitCode === 0);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 5, endOnFailure: true },
  );
}, 300_000);

async function everythingSaidOf(folder: string, flags: readonly string[]) {
  const head = join(folder, 'head');
  for (const [side, us] of Object.entries({ base: 20, head: 26 })) {
    mkdirSync(join(folder, side));
    writeFileSync(join(folder, side, 'package.json'), '{ "name": "project", "type": "module" }');
    writeFileSync(join(folder, side, 'work.js'), work(us));
    writeFileSync(join(folder, side, 'work.bench.js'), BENCHMARK);
  }
  const runs = join(folder, 'runs');
  const runFile = join(runs, 'a.run.json');
  const measuring = [
    '--cwd',
    head,
    '--against',
    '../base',
    '--rounds',
    '7',
    '--time',
    '20ms',
    '--warmup',
    '20ms',
  ];
  // Only runs of CI say something of a pipeline.
  const run = await perfSuite(['run', ...measuring, ...flags, '--out', runFile], {
    variables: { CI: 'true' },
  });
  const ofRun = await readReportFile(join(runs, 'a.report.json'));
  const check = await outputOf([GUARD, 'check', runFile, '--format', 'json']);
  const html = join(folder, 'a.html');
  await perfSuite(['report', runFile, '--out', html]);
  return {
    run: { exitCode: run.exitCode, verdicts: verdictsOf(ofRun) },
    check: { exitCode: check.exitCode, verdicts: verdictsOf(parseReport(JSON.parse(check.stdout), 'check')) },
    report: verdictsOf(await reportIn(html)),
    passed: await pipelinePassed(runs),
  };
}

/** All that a report decides, without when and from which file. */
function verdictsOf({ verdict, counts, comparisons, minimumEffect, failOn }: Report) {
  const benchmarks = comparisons.map(({ id, verdict: found, summary }) => ({ id, found, summary }));
  return { verdict, counts, benchmarks, minimumEffect, failOn };
}

async function reportIn(html: string): Promise<Report> {
  const data = /<script[^>]*id="run-data"[^>]*>([\s\S]*?)<\/script>/.exec(await readFile(html, 'utf8'))?.[1];
  return parseReport(JSON.parse(data ?? '').report, html);
}

async function outputOf(args: readonly string[]): Promise<{ stdout: string; exitCode: number | null }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  return new Promise((done) => child.once('close', (exitCode) => done({ stdout, exitCode })));
}

/** What the exporter says of the pipeline that these runs are of. */
async function pipelinePassed(runs: string): Promise<boolean> {
  const child = spawn(process.execPath, [
    EXPORTER,
    'serve',
    '--runs',
    runs,
    '--port',
    '0',
    '--poll',
    '100ms',
  ]);
  try {
    const url = await new Promise<string>((found, failed) => {
      let text = '';
      child.once('close', () => failed(new Error(text)));
      child.stderr.setEncoding('utf8').on('data', (more: string) => {
        text += more;
        const address = /http:\S+\/metrics/.exec(text)?.[0];
        if (address !== undefined && text.includes('ready:')) found(address);
      });
    });
    const text = await (await fetch(url)).text();
    return /^ci_pipeline_status\{[^}]*\} (\d)$/m.exec(text)?.[1] === '1';
  } finally {
    child.kill();
  }
}
