// One step of the action: node main.mjs prepare|measure|comment|push. All else comes from variables: see action.yml.

import { ActionError } from './action-error.mjs';
import { comment } from './comment.mjs';
import { say, summarize } from './job.mjs';
import { measure } from './measure.mjs';
import { prepare } from './prepare.mjs';
import { push } from './push.mjs';

/** @type {Readonly<Record<string, (variables: NodeJS.ProcessEnv) => Promise<number>>>} */
const STEPS = { prepare, measure, comment, push };
/** As of perf-suite: bad usage or input, and an internal error. A crash of ours must not look like a regression. */
const BAD_INPUT = 2;
const INTERNAL_ERROR = 70;

const name = process.argv[2] ?? '';
const step = STEPS[name];
try {
  if (step === undefined) {
    throw new ActionError(
      `expected a step (${Object.keys(STEPS).join(', ')}), found ${JSON.stringify(name)}`,
    );
  }
  process.exitCode = await step(process.env);
} catch (error) {
  const isKnown = error instanceof ActionError;
  const message = isKnown ? error.message : `internal error: ${error instanceof Error ? error.stack : error}`;
  say('error', `perf-suite: ${name}`, message);
  await summarize(process.env, `### ⚠️ Performance was not measured\n\n${message}`);
  process.exitCode = isKnown ? BAD_INPUT : INTERNAL_ERROR;
}
