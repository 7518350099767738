import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseReport, type Report } from '@perf-suite/schema';
import { SLOWDOWNS, type Slowdown } from './slowdowns.js';

/** Slows small projects down, one commit each, and prints which function the report of a real run names first. */

const PACKAGE = dirname(createRequire(import.meta.url).resolve('perf-suite/package.json'));
const COMMAND = join(PACKAGE, 'bin/perf-suite.js');

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    'explain-time': { type: 'string', default: '60s' },
    node: { type: 'string', default: process.execPath },
    keep: { type: 'boolean', default: false },
  },
});

interface Found {
  readonly verdict: string;
  readonly change: string;
  readonly named: string;
  readonly summary: string;
  readonly isRight: boolean;
}

function main(): void {
  const chosen = SLOWDOWNS.filter(({ title }) => title.includes(values.only));
  console.log('| what head does | changed function | change | named first | right |');
  console.log('| --- | --- | ---: | --- | --- |');
  let right = 0;
  for (const slowdown of chosen) {
    const { change, named, summary, isRight } = tryOne(slowdown);
    if (isRight) right += 1;
    console.log(
      `| ${slowdown.title} | \`${slowdown.culprit}\` | ${change} | ${named} | ${isRight ? 'yes' : 'no'} |`,
    );
    console.error(`    ${summary}`);
  }
  console.log(`\n${right} of ${chosen.length} named first.`);
}

function tryOne(slowdown: Slowdown): Found {
  const root = mkdtempSync(join(tmpdir(), 'perf-explained-'));
  try {
    writeProject(root, slowdown);
    const run = spawnSync(
      values.node,
      [
        COMMAND,
        'run',
        '--against',
        'HEAD~1',
        '--explain-time',
        values['explain-time'],
        '--out',
        'out/now.run.json',
        '--quiet',
      ],
      { cwd: root, encoding: 'utf8' },
    );
    const report = readReport(join(root, 'out/now.report.json'), run.stderr);
    const [comparison] = report.comparisons;
    if (comparison === undefined) throw new Error(`no benchmark in the report: ${run.stderr}`);
    const { explanation, verdict, percentiles } = comparison;
    const [first] = explanation?.functions ?? [];
    const point = percentiles[0]?.change?.point ?? 0;
    return {
      verdict,
      change: `${(100 * point).toFixed(0)} %`,
      named:
        first === undefined
          ? verdict === 'regressed'
            ? 'none'
            : verdict
          : `\`${first.name}\` (${first.file}:${first.line})`,
      summary: explanation?.summary ?? comparison.warnings.map(({ message }) => message).join('; '),
      isRight:
        first?.name === slowdown.culprit &&
        first.file !== null &&
        slowdown.edits.some(([file]) => file === first.file),
    };
  } finally {
    if (values.keep) console.error(root);
    else rmSync(root, { recursive: true, force: true });
  }
}

/** Two commits: the project as it was, and the slowdown. */
function writeProject(root: string, { files, edits }: Slowdown): void {
  for (const [path, content] of Object.entries(files)) write(root, path, content);
  write(root, 'package.json', JSON.stringify({ name: 'project', version: '1.0.0', type: 'module' }));
  write(root, '.gitignore', 'node_modules\nout\n.perf\n');
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(PACKAGE, join(root, 'node_modules/perf-suite'));
  git(root, 'init', '--quiet', '--initial-branch=main');
  commit(root, 'base');
  for (const [path, from, to] of edits) {
    const content = readFileSync(join(root, path), 'utf8');
    if (!content.includes(from)) throw new Error(`${path} does not contain ${from}`);
    write(
      root,
      path,
      content.replace(from, () => to),
    );
  }
  commit(root, 'slow it down');
}

function write(root: string, path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function commit(root: string, message: string): void {
  git(root, 'add', '--all');
  git(
    root,
    '-c',
    'user.name=bench',
    '-c',
    'user.email=bench@example.org',
    'commit',
    '--quiet',
    '-m',
    message,
  );
}

function git(root: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
}

function readReport(path: string, output: string): Report {
  try {
    return parseReport(JSON.parse(readFileSync(path, 'utf8')), path);
  } catch (cause) {
    throw new Error(`no report was written: ${output}`, { cause });
  }
}

main();
