// What a job of GitHub Actions gives its steps, and how a step answers: event, outputs, annotations, summary.
import { randomUUID } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ActionError } from './action-error.mjs';

/** @typedef {NodeJS.ProcessEnv} Variables */

/**
 * The parts of an event's file that are read; any of them may be missing.
 * @typedef {object} Event
 * @property {string} [before] of a push: the commit that the branch was at
 * @property {{ head?: { repo?: { full_name?: string } | null } }} [pull_request]
 * @property {{ base_sha?: string }} [merge_group]
 */

/**
 * @param {Variables} variables
 * @param {string} name without `PERF_ACTION_`
 */
export function inputOf(variables, name) {
  return (variables[`PERF_ACTION_${name}`] ?? '').trim();
}

/**
 * @param {string} text
 * @returns {string[]} its lines that say something
 */
export function linesOf(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/**
 * Returns the absolute folder of the package that is measured.
 * @param {Variables} variables
 */
export function projectFolder(variables) {
  return resolve(needed(variables, 'GITHUB_WORKSPACE'), inputOf(variables, 'WORKING_DIRECTORY'));
}

/**
 * @param {Variables} variables
 * @param {string} name
 */
export function needed(variables, name) {
  const value = variables[name] ?? '';
  if (value !== '') return value;
  throw new ActionError(
    `expected the variable ${name}, found none. Run this as an action of GitHub Actions.`,
  );
}

/**
 * @param {Variables} variables
 * @returns {Promise<Event>}
 */
export async function readEvent(variables) {
  const path = needed(variables, 'GITHUB_EVENT_PATH');
  try {
    const event = JSON.parse(await readFile(path, 'utf8'));
    if (event !== null && typeof event === 'object') return event;
  } catch (error) {
    throw new ActionError(
      `GITHUB_EVENT_PATH: could not read ${path}: ${/** @type {Error} */ (error).message}`,
    );
  }
  throw new ActionError(`GITHUB_EVENT_PATH: expected a JSON object in ${path}, found something else`);
}

/**
 * Gives values to the steps after this one. What is in a value can neither end it nor begin another.
 * @param {Variables} variables
 * @param {Readonly<Record<string, string>>} outputs
 */
export async function writeOutputs(variables, outputs) {
  const mark = `end-${randomUUID()}`;
  const text = Object.entries(outputs).map(([name, value]) => `${name}<<${mark}\n${value}\n${mark}\n`);
  await appendFile(needed(variables, 'GITHUB_OUTPUT'), text.join(''));
}

/**
 * Prints an annotation of the job.
 * @param {'error' | 'warning' | 'notice'} level
 * @param {string} title
 * @param {string} message
 */
export function say(level, title, message) {
  const data = message.trim().replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = title.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
  process.stdout.write(`::${level} title=${property}::${data}\n`);
}

/**
 * Adds to the job's summary; where there is none, or it cannot be written, the log has to do.
 * @param {Variables} variables
 * @param {string} markdown
 */
export async function summarize(variables, markdown) {
  const path = variables.GITHUB_STEP_SUMMARY ?? '';
  if (path !== '') await appendFile(path, `${markdown}\n`).catch(() => undefined);
}
