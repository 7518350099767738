import { sep } from 'node:path';
import { listed, printable } from '@perf-suite/command-line';
import { glyphsOf, type TerminalStyle, wrapWords } from '@perf-suite/command-line/terminal';
import type { Failure } from '@perf-suite/schema';
import { hintFor } from '../processes/worker-exit-failure.js';

/** Stack frames shown without `verbose`. */
const SHOWN_FRAMES = 3;

export interface FailureContext {
  readonly style: TerminalStyle;
  /** Folder that places are shown relative to. */
  readonly cwd: string;
  /** Shows whole stacks. */
  readonly verbose: boolean;
}

/**
 * Returns failures, those of several subjects that are the same together, in the order given; files of which
 * each failure names itself, but nothing else differs, are the same.
 */
export function sameFailures(
  failed: readonly { readonly id: string; readonly failure: Failure | null }[],
): { readonly subject: string; readonly failure: Failure }[] {
  const together = new Map<string, { ids: string[]; failure: Failure }>();
  for (const { id, failure } of failed) {
    if (failure === null) continue;
    const { reason, message, stack, hint } = failure;
    const withoutFile = (text: string | undefined) => (isFile(id) ? text?.replaceAll(id, '') : text);
    const key = JSON.stringify([reason, withoutFile(message), withoutFile(stack), hint]);
    const known = together.get(key);
    if (known === undefined) together.set(key, { ids: [id], failure });
    else known.ids.push(id);
  }
  return [...together.values()].map(({ ids, failure }) => ({ subject: listed(ids), failure }));
}

function isFile(id: string): boolean {
  return /\.\w+$/.test(id);
}

/** Returns what failed, where in the user's code, and what to do about it. */
export function failureLines(
  subject: string,
  { reason, message, stack, hint }: Failure,
  { style, cwd, verbose }: FailureContext,
): string[] {
  const { colors } = style;
  const [firstLine = '', ...moreLines] = message.split(/\r?\n/).map(printable);
  const frames = stack === undefined ? [] : framesOf(stack);
  const shown = verbose ? frames : firstFrames(frames, cwd);
  const more = reason === 'load' && shown.length < frames.length ? ' --verbose shows the whole stack.' : '';
  return [
    ...wrapWords(
      `${colors.red(glyphsOf(style).failed)} ${colors.bold(printable(subject))}: ${firstLine}`,
      style.tableWidth,
      '  ',
    ),
    ...moreLines.map((line) => `    ${line}`),
    ...shown.map((frame) => `    ${colors.dim(frame)}`),
    ...wrapWords(`${hint ?? hintFor({ reason, message })}${more}`, style.tableWidth, '    '),
  ];
}

function framesOf(stack: string): string[] {
  return stack
    .split('\n')
    .map((line) => printable(line.trim()))
    .filter((line) => line.startsWith('at '));
}

/** The first lines of a stack are the most informative. */
function firstFrames(frames: readonly string[], cwd: string): string[] {
  return frames.slice(0, SHOWN_FRAMES).map((frame) => frame.replace(`${cwd}${sep}`, ''));
}
