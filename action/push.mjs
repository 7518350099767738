import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { programOf } from './find-tools.mjs';
import { inputOf, say } from './job.mjs';
import { runProgram, withoutInputs } from './run-program.mjs';

/**
 * Sends the metrics of a push to a branch to where Prometheus finds them. A receiver that is away is said, and fails
 * nothing: the run file is in the artifact, and can be pushed again.
 * @param {NodeJS.ProcessEnv} variables
 */
export async function push(variables) {
  // A pull request is no point of the branch's history.
  if (variables.GITHUB_EVENT_NAME !== 'push') return 0;
  const runFile = inputOf(variables, 'RUN_FILE');
  const gateway = inputOf(variables, 'PUSH_GATEWAY');
  const remoteWrite = inputOf(variables, 'REMOTE_WRITE');
  const reportFile = runFile.replace(/\.run\.json$/, '.report.json');
  const args = [
    await programOf(inputOf(variables, 'TOOLS'), 'perf-exporter'),
    'push',
    runFile,
    ...(existsSync(reportFile) ? [reportFile] : []),
    `--branch=${variables.GITHUB_REF_NAME ?? ''}`,
    ...(gateway === '' ? [] : [`--gateway=${gateway}`]),
    ...(remoteWrite === '' ? [] : [`--remote-write=${remoteWrite}`]),
  ];
  const { exitCode, stdout, stderr } = await runProgram(process.execPath, args, {
    cwd: dirname(runFile),
    env: {
      ...withoutInputs(variables),
      PERF_EXPORTER_CREDENTIALS: inputOf(variables, 'PUSH_CREDENTIALS'),
    },
    isShown: false,
  });
  process.stdout.write(stdout);
  if (exitCode === 0) process.stderr.write(stderr);
  else say('warning', 'perf-suite: push', `The metrics were not pushed. ${stderr}`);
  return 0;
}
