import { createHash } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { makeFolder } from '@perf-suite/schema/node';
import { splitWords } from './split-words.js';

/** The folder, relative to the root, of the benchmark files that are written for `--command`. */
const FOLDER = '.perf/commands';

/** What such a file is called in benchmark ids: they are the same for the same command, whatever else was given. */
export const COMMAND_FILE_ID = 'command';

const MOST_NAME_CHARACTERS = 120;

const OF_COMMANDS = /^\.perf\/commands\/[0-9a-f]+\.bench\.mjs$/;

export interface CommandFlags {
  /** As given to `--command`, each once. */
  readonly command?: readonly string[];
  readonly prepare?: string;
  readonly shell?: boolean;
}

/** Returns whether a file, named relative to the root with forward slashes, was written for `--command`. */
export function isCommandFile(name: string): boolean {
  return OF_COMMANDS.test(name);
}

/**
 * Writes a benchmark file with the commands of the command line. Returns its path relative to the root; null without
 * commands.
 * @throws {PerfError} `bad-usage` for a command line that cannot be read; `not-writable`
 */
export async function writeCommandFile(root: string, flags: CommandFlags): Promise<string | null> {
  const text = commandFileText(flags);
  if (text === null) return null;
  const name = `${FOLDER}/${createHash('sha256').update(text).digest('hex').slice(0, 16)}.bench.mjs`;
  const path = join(root, name);
  try {
    await makeFolder(join(root, FOLDER));
    // Another run of the same command may be reading it.
    const draft = `${path}.${process.pid}`;
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (cause) {
    throw new PerfError('not-writable', `--command: could not write ${path}: ${(cause as Error).message}`, {
      cause,
      hint: 'A run keeps files in .perf of the project folder: make it writable, or name another folder with --cwd.',
    });
  }
  return name;
}

/**
 * Returns the content of that file; null without commands.
 * @throws {PerfError} `bad-usage`
 */
export function commandFileText({ command = [], prepare, shell = false }: CommandFlags): string | null {
  if (command.length === 0) {
    if (prepare === undefined && !shell) return null;
    const flag = shell ? '--shell' : '--prepare';
    throw new PerfError('bad-usage', `${flag}: expected --command with it, found none`, {
      hint: "As in: perf-suite run --command 'node dist/cli.js in.txt'",
    });
  }
  const lineOf = (line: string, flag: string): string =>
    JSON.stringify(shell ? notEmpty(line, flag) : splitWords(line, flag));
  const options = [
    ...(shell ? ['shell: true'] : []),
    ...(prepare === undefined ? [] : [`prepare: ${lineOf(prepare, '--prepare')}`]),
  ];
  const declared = command.map((line) => {
    const run = [`run: ${lineOf(line, '--command')}`, ...options].join(', ');
    return `  command(${JSON.stringify(nameOf(line.trim()))}, { ${run} });\n`;
  });
  return `import { suite } from 'perf-suite';\n\nexport default suite(({ command }) => {\n${declared.join('')}});\n`;
}

/** The line itself, or its beginning with a hash of it all where it is too long for a table. */
function nameOf(line: string): string {
  if (line.length <= MOST_NAME_CHARACTERS) return line;
  const hash = createHash('sha256').update(line).digest('hex').slice(0, 8);
  // Half of a character outside the first plane is none.
  const start = line.slice(0, MOST_NAME_CHARACTERS).replace(/[\ud800-\udbff]$/, '');
  return `${start}... (${hash})`;
}

function notEmpty(line: string, flag: string): string {
  if (line.trim() !== '') return line;
  throw new PerfError('bad-usage', `${flag}: expected a line for the shell, found none`);
}
