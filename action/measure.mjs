import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programOf } from './find-tools.mjs';
import { inputOf, linesOf, needed, projectFolder, say, summarize, writeOutputs } from './job.mjs';
import { runProgram, withoutInputs } from './run-program.mjs';

/** As of perf-suite: a benchmark is missing. Here all of them are. */
const NOTHING_MEASURED = 4;
/** As many lines of an error as a person reads in a summary. */
const SHOWN_LINES = 30;

/**
 * Measures, and leaves run file, report and page in a folder of their own. perf-suite itself writes the summary and the
 * annotations.
 * @param {NodeJS.ProcessEnv} variables
 * @returns {Promise<number>} the exit code of perf-suite, which is the gate; never 0 without a run file
 */
export async function measure(variables) {
  const program = await programOf(inputOf(variables, 'TOOLS'), 'perf-suite');
  const project = projectFolder(variables);
  const env = withoutInputs(variables);
  const folder = await mkdtemp(join(needed(variables, 'RUNNER_TEMP'), 'perf-run-'));
  const runFile = join(folder, 'perf.run.json');
  const args = [program, 'run', `--out=${runFile}`, ...argumentsOf(variables)];
  const ended = await runProgram(process.execPath, args, { cwd: project, env, isShown: true });
  const isMeasured = existsSync(runFile);
  // Head's config runs inside perf-suite, and could end it with 0. Every run that passes leaves a run file, an empty
  // shard's too.
  const exitCode = isMeasured || ended.exitCode !== 0 ? ended.exitCode : NOTHING_MEASURED;
  if (isMeasured) await writePage(program, runFile, { cwd: project, env });
  else await sayWhyNot(variables, ended);
  await writeOutputs(variables, {
    'run-file': isMeasured ? runFile : '',
    folder,
    verdict: await verdictIn(join(folder, 'perf.report.json')),
    'exit-code': `${exitCode}`,
  });
  return exitCode;
}

/** @param {NodeJS.ProcessEnv} variables */
function argumentsOf(variables) {
  const filter = inputOf(variables, 'FILTER');
  const against = inputOf(variables, 'AGAINST');
  return [
    ...(against === '' ? [] : [`--against=${against}`]),
    ...(filter === '' ? [] : [`--filter=${filter}`]),
    ...linesOf(inputOf(variables, 'ARGUMENTS')).flatMap(flagIn),
    // After this, nothing is taken for a flag.
    '--',
    ...linesOf(inputOf(variables, 'FILES')),
  ];
}

/**
 * A line holds one flag and its value, which may have spaces in it.
 * @param {string} line
 */
function flagIn(line) {
  const [, flag, value] = /^(--?[\w-]+)\s+(.+)$/.exec(line) ?? [];
  return flag === undefined || value === undefined ? [line] : [flag, value];
}

/**
 * @param {string} program
 * @param {string} runFile
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 */
async function writePage(program, runFile, options) {
  const page = runFile.replace(/\.run\.json$/, '.html');
  const args = [program, 'report', runFile, `--out=${page}`];
  const { exitCode, stderr } = await runProgram(process.execPath, args, { ...options, isShown: false });
  if (exitCode !== 0) say('warning', 'perf-suite', `The page of the run was not written: ${stderr}`);
}

/**
 * A job that could not measure is red, and must say why where people look.
 * @param {NodeJS.ProcessEnv} variables
 * @param {import('./run-program.mjs').Ended} ended
 */
async function sayWhyNot(variables, { exitCode, stderr }) {
  const lines = stderr.trim().split('\n').slice(-SHOWN_LINES);
  if (exitCode === 0) {
    lines.push(
      'perf-suite ended with 0, but left no run file: this step fails with 4. Look for code that ends the process (process.exit in perf.config or a benchmark file), and for --out, --watch or --help in the input arguments.',
    );
  }
  const said = lines.join('\n').trim();
  say('error', 'perf-suite: nothing was measured', said);
  const longest = Math.max(2, ...[...said.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  await summarize(variables, `### ⚠️ Performance was not measured\n\n${fence}text\n${said}\n${fence}`);
}

/** @param {string} reportFile */
async function verdictIn(reportFile) {
  const text = await readFile(reportFile, 'utf8').catch(() => '{}');
  return `${JSON.parse(text).verdict ?? ''}`;
}
