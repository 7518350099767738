import { dirname, join } from 'node:path';
import { ActionError } from './action-error.mjs';
import { programOf } from './find-tools.mjs';
import { inputOf, needed, readEvent, say } from './job.mjs';
import { runProgram, withoutInputs } from './run-program.mjs';

/** The input's words, and those of `perf-guard comment --on`. */
const ON = new Map([
  ['changed', 'changes'],
  ['always', 'always'],
]);

/**
 * Writes the verdicts into one comment of the pull request. Where that cannot be done it is said; the gate is what
 * `measure` ended with.
 * @param {NodeJS.ProcessEnv} variables
 */
export async function comment(variables) {
  const event = await readEvent(variables);
  if (event.pull_request === undefined) return 0;
  const on = ON.get(inputOf(variables, 'COMMENT'));
  if (on === undefined) {
    throw new ActionError(
      `comment: expected changed, always or never, found ${JSON.stringify(inputOf(variables, 'COMMENT'))}`,
    );
  }
  // Where nothing was measured, a comment that is there says so.
  const runFile = inputOf(variables, 'RUN_FILE') || join(needed(variables, 'RUNNER_TEMP'), 'perf.run.json');
  const name = inputOf(variables, 'COMMENT_NAME');
  const program = await programOf(inputOf(variables, 'TOOLS'), 'perf-guard');
  const args = [program, 'comment', `--on=${on}`, ...(name === '' ? [] : [`--name=${name}`]), runFile];
  const { exitCode, stdout, stderr } = await runProgram(process.execPath, args, {
    cwd: dirname(runFile),
    env: { ...withoutInputs(variables), GITHUB_TOKEN: inputOf(variables, 'TOKEN') },
    isShown: false,
  });
  process.stdout.write(stdout);
  if (stderr === '') return exitCode;
  const isFork = (event.pull_request.head?.repo?.full_name ?? '') !== variables.GITHUB_REPOSITORY;
  say(isFork ? 'notice' : 'warning', 'perf-suite: comment', stderr);
  return exitCode;
}
