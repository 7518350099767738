import { spawn } from 'node:child_process';

/** As much as a summary should show of what a program said last. */
const KEPT_CHARACTERS = 20_000;

/** @type {readonly NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM'];

/**
 * @typedef {object} Ended
 * @property {number} exitCode 127 where it could not be started, 70 where a signal ended it
 * @property {string} stdout
 * @property {string} stderr the last of it
 */

/**
 * Runs a program without a shell, so that no argument is read as a command.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, isShown: boolean }} options isShown: what it prints is printed here too
 * @returns {Promise<Ended>}
 */
export function runProgram(program, args, { cwd, env, isShown }) {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  // A job that is cancelled: perf-suite saves what it has, and the step ends as it does.
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => void child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, passOn);
  child.once('close', () => {
    for (const signal of SIGNALS) process.off(signal, passOn);
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    if (isShown) process.stdout.write(text);
    else stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    if (isShown) process.stderr.write(text);
    stderr = (stderr + text).slice(-KEPT_CHARACTERS);
  });
  return new Promise((done) => {
    child.once('error', ({ message }) => done({ exitCode: 127, stdout, stderr: message }));
    child.once('close', (exitCode) => done({ exitCode: exitCode ?? 70, stdout, stderr }));
  });
}

/**
 * Returns the variables of this step without those of the action, which may hold a token.
 * @param {NodeJS.ProcessEnv} variables
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutInputs(variables) {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !name.startsWith('PERF_ACTION_')));
}
