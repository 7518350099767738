import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Failure } from '@perf-suite/schema';
import { hintFor } from '../run/worker-exit-failure.js';
import { glyphsOf, type Look } from './look.js';

/** Stack frames shown without `verbose`. */
const SHOWN_FRAMES = 3;
/** Where this tool's own code lies, as stacks spell it. */
const OWN_FOLDER = new URL('..', import.meta.url).href;

export interface FailureContext {
  readonly look: Look;
  /** Folder that places are shown relative to. */
  readonly cwd: string;
  /** Shows whole stacks as they are. */
  readonly verbose: boolean;
}

/** Returns what failed, where in the user's code, and what to do about it. */
export function failureLines(
  subject: string,
  { reason, message, stack }: Failure,
  { look, cwd, verbose }: FailureContext,
): string[] {
  const { colors } = look;
  const [firstLine = '', ...moreLines] = message.split('\n');
  const frames = stack === undefined ? [] : framesOf(stack);
  const shown = verbose ? frames : usersFrames(frames, cwd);
  return [
    `  ${colors.red(glyphsOf(look).failed)} ${colors.bold(subject)}: ${firstLine}`,
    ...moreLines.map((line) => `    ${line}`),
    ...shown.map((frame) => `    ${colors.dim(frame)}`),
    `    ${hintFor(reason)}`,
  ];
}

function framesOf(stack: string): string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '));
}

/** Returns the first frames in code that the user can change. */
function usersFrames(frames: readonly string[], cwd: string): string[] {
  return frames
    .filter((frame) => !frame.includes(OWN_FOLDER) && !/\bnode:/.test(frame))
    .slice(0, SHOWN_FRAMES)
    .map((frame) => frame.replace(/file:\/\/\S+?(?=:\d+:\d+)/, (url) => shortPath(url, cwd)));
}

function shortPath(url: string, cwd: string): string {
  try {
    const path = fileURLToPath(url);
    const short = relative(cwd, path);
    return short.startsWith('..') ? path : short;
  } catch {
    // A stack may hold anything, also what only looks like an address.
    return url;
  }
}
