import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { CommandLine } from '../../api/suite/command-data.js';
import { toNumber } from '../../wire/own-built-ins.js';
import { nowNs, setTimeout } from '../measure/clock.js';
import { type CpuTimes, cpuOfEndedChildren, elapsed } from './children-cpu.js';
import { failedEnd, noFolder, noProgram, notStarted, type ProcessEnd } from './command-failure.js';
import { isProgram } from './find-program.js';
import { OutputFile } from './output-file.js';
import { type Program, startOnSignal } from './started-on-signal.js';

/** Characters of what a command writes on standard output that are kept, for the message of a failure. */
const KEPT_CHARACTERS = 4000;

/** How long what a command left running may hold its output open. */
const OUTPUT_GRACE_MS = 1000;

export interface ExecuteOptions {
  /** Absolute. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** A file descriptor, or nothing. */
  readonly stdin: number | 'ignore';
  /** The exit code that is no failure. */
  readonly exitCode: number;
  /** Gets what it writes on standard output; left out, that is thrown away unread, as nobody waits for it. */
  readonly onOutput?: (chunk: Buffer) => void;
  /** Called once it is started. */
  readonly onStarted?: (pid: number) => void;
}

/** What one execution took. */
export interface Execution {
  /** From when the system is asked to start the program until its end is reported. */
  readonly wallNs: number;
  /** Null where the system does not tell. */
  readonly cpu: CpuTimes | null;
}

/**
 * Executes a command once and waits for its end.
 * @throws {CommandFailure} when it cannot be started, or ends in another way than with the exit code expected
 */
export async function execute(line: CommandLine, options: ExecuteOptions): Promise<Execution> {
  const { cwd, env } = options;
  if (!existsSync(cwd)) throw noFolder(cwd);
  if (!line.isShell && !isProgram(line.program, cwd, env)) throw noProgram(line.program, cwd);
  const errors = openErrors(cwd);
  try {
    return await executeOnce(line, options, errors);
  } finally {
    errors.close();
  }
}

async function executeOnce(
  line: CommandLine,
  options: ExecuteOptions,
  errors: OutputFile,
): Promise<Execution> {
  const { cwd, env, stdin, onOutput, onStarted } = options;
  const cpuBefore = cpuOfEndedChildren();
  const { child, started } = startOnSignal(programOf(line), {
    cwd,
    env,
    stdio: [stdin, onOutput === undefined ? 'ignore' : 'pipe', errors.descriptor],
    shell: line.isShell && process.platform === 'win32',
    windowsHide: true,
  });
  let startNs: bigint | null = null;
  let endNs = 0n;
  child.once('exit', () => {
    endNs = nowNs();
  });
  const tail = new OutputTail();
  child.stdout?.on('data', (chunk: Buffer) => {
    tail.push(chunk);
    onOutput?.(chunk);
  });
  void started.then((ns) => {
    startNs = ns;
    if (child.pid !== undefined) onStarted?.(child.pid);
  });
  const end = await ended(child, onOutput !== undefined, options.exitCode).catch((error: unknown) => {
    throw notStarted(error as Error, cwd);
  });
  if (end.exitCode !== options.exitCode)
    throw failedEnd(end, options.exitCode, `${tail.text()}\n${errors.tail()}`);
  if (startNs === null) throw notStarted(new Error('it ended before it was asked to begin'), cwd);
  return { wallNs: toNumber(endNs - startNs), cpu: elapsed(cpuBefore, cpuOfEndedChildren()) };
}

function openErrors(cwd: string): OutputFile {
  try {
    return new OutputFile();
  } catch (error) {
    throw notStarted(error as Error, cwd);
  }
}

function programOf({ program, arguments: rest, isShell }: CommandLine): Program {
  if (!isShell || process.platform === 'win32') return { program, arguments: rest };
  return { program: '/bin/sh', arguments: ['-c', program] };
}

/**
 * Resolves at the end of a process; where its output counts, once that is read. What the command left running may hold
 * its output open for ever: it is read for a second more.
 */
function ended(child: ChildProcess, needsOutput: boolean, expected: number): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signalName) => {
      const finish = (): void => {
        for (const stream of child.stdio) stream?.destroy();
        resolve({ exitCode, signalName });
      };
      if (!needsOutput && exitCode === expected) return finish();
      const grace = setTimeout(finish, OUTPUT_GRACE_MS);
      child.once('close', () => {
        clearTimeout(grace);
        finish();
      });
    });
  });
}

/** The end of what a command wrote, however much that is. */
class OutputTail {
  #chunks: Buffer[] = [];
  #bytes = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk.length > KEPT_CHARACTERS ? Buffer.from(chunk.subarray(-KEPT_CHARACTERS)) : chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < 16 * KEPT_CHARACTERS) return;
    this.#chunks = [Buffer.from(Buffer.concat(this.#chunks).subarray(-KEPT_CHARACTERS))];
    this.#bytes = KEPT_CHARACTERS;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8').slice(-KEPT_CHARACTERS);
  }
}
