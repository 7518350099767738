import { type Ending, printable } from '@perf-suite/command-line';
import { styleFor } from '@perf-suite/command-line/terminal';
import type { CommandIo } from '../command-io.js';
import { TOOL } from '../tool.js';

/** Writes what went wrong and what to do. */
export function writeError(
  { message, hint }: NonNullable<Ending['error']>,
  { err, variables }: CommandIo,
  args: readonly string[],
): void {
  const { colors } = styleFor(err, { color: !args.includes('--no-color') }, variables);
  const name = colors.bold(colors.red(TOOL.name));
  const [first = '', ...more] = message.split(/\r?\n/).map(printable);
  const lines = [`${name}: ${first}`, ...more.map((line) => `  ${line}`)];
  if (hint !== undefined) lines.push(`  ${colors.dim(printable(hint))}`);
  err.write(`${lines.join('\n')}\n`);
}
