import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CommandLine, SuiteCommand } from '../../api/suite/command-data.js';
import type { VariantSource } from '../../wire/protocol.js';
import { CommandFailure } from './command-failure.js';
import { environmentFor } from './environment-for.js';
import { type ExecuteOptions, type Execution, execute } from './execute.js';

/** One side's command, ready to be executed. */
export interface OpenCommand {
  /** Does what comes before each execution. */
  prepare(): Promise<void>;
  /** @throws {CommandFailure} */
  execute(options?: Pick<ExecuteOptions, 'onOutput' | 'onStarted'>): Promise<Execution>;
  /** Absolute folder of the side's project, which its output may name. */
  readonly folder: string;
  close(): void;
}

/**
 * Opens a command in the folder of a side, with its environment.
 * @throws what creating its input throws
 */
export function openCommand(command: SuiteCommand, source: VariantSource): OpenCommand {
  const cwd = command.cwd === null ? source.folder : resolve(source.folder, command.cwd);
  const env = environmentFor(command.env, source, cwd);
  const input = openInput(command, cwd);
  const common = { cwd, env, exitCode: command.exitCode };
  return {
    folder: source.folder,
    async prepare() {
      const { prepare } = command;
      if (typeof prepare === 'function') await prepare({ cwd });
      else if (prepare !== null) await executePreparation(prepare, { cwd, env });
    },
    async execute(options) {
      // Each execution reads from the beginning.
      const stdin = input.open();
      try {
        return await execute(command.run, { ...common, stdin, ...options });
      } finally {
        if (stdin !== 'ignore') closeSync(stdin);
      }
    },
    close: () => input.remove(),
  };
}

function openInputFile(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    const message = `its input cannot be read: ${(error as Error).message}`;
    throw new CommandFailure(
      'setup',
      message,
      'Name a file relative to the folder that the command is executed in.',
    );
  }
}

/** @throws {CommandFailure} `setup` */
export async function executePreparation(
  line: CommandLine,
  { cwd, env }: Pick<ExecuteOptions, 'cwd' | 'env'>,
): Promise<void> {
  try {
    await execute(line, { cwd, env, exitCode: 0, stdin: 'ignore' });
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    throw new CommandFailure(
      'setup',
      `in prepare: ${error.message}`,
      'Start that command by hand in the same folder.',
    );
  }
}

interface Input {
  open(): number | 'ignore';
  remove(): void;
}

/** From a file, so that nobody has to write it to the command while it runs. */
function openInput({ input }: SuiteCommand, cwd: string): Input {
  if (input === null) return { open: () => 'ignore', remove() {} };
  if ('file' in input) {
    const file = resolve(cwd, input.file);
    return { open: () => openInputFile(file), remove() {} };
  }
  const folder = mkdtempSync(join(tmpdir(), 'perf-input-'));
  const file = join(folder, 'input');
  writeFileSync(file, input.text);
  return { open: () => openSync(file, 'r'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
