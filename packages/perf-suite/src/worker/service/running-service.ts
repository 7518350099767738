import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ExecutionContext } from '../../api/suite/command-data.js';
import type { SuiteService } from '../../api/suite/service-data.js';
import type { VariantSource } from '../../wire/protocol.js';
import {
  CommandFailure,
  noFolder,
  noProgram,
  notStarted,
  type ProcessEnd,
} from '../command/command-failure.js';
import { environmentFor } from '../command/environment-for.js';
import { isProgram } from '../command/find-program.js';
import { executePreparation } from '../command/open-command.js';
import { OutputFile } from '../command/output-file.js';
import { treeOf } from '../command/process-tree.js';
import { describeThrown } from '../measure/benchmark-failure.js';
import { pause } from '../measure/clock.js';

/** How long it may take to end by itself once it is told to. */
const GRACE_MS = 1000;

/** One side's service as a process, from its start to its end. */
export class RunningService {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #output: OutputFile;
  /** Resolves at its end, also where it could not be started. */
  readonly ended: Promise<void>;
  #end: ProcessEnd | null = null;

  private constructor(child: ChildProcess, port: number, output: OutputFile) {
    this.#child = child;
    this.port = port;
    this.#output = output;
    this.ended = new Promise((settle) => {
      child.once('exit', (exitCode, signalName) => {
        this.#end = { exitCode, signalName };
        settle();
      });
    });
  }

  /**
   * Prepares and starts it; resolves when there is a process.
   * @throws {CommandFailure} `setup`
   */
  static async start(
    { start, prepare, cwd: folder, env: own }: SuiteService,
    source: VariantSource,
    port: number,
  ): Promise<RunningService> {
    const cwd = folder === null ? source.folder : resolve(source.folder, folder);
    const env = { ...environmentFor(own, source, cwd), PORT: String(port) };
    if (!existsSync(cwd)) throw noFolder(cwd, 'service');
    if (typeof prepare === 'function') await callPreparation(prepare, cwd);
    else if (prepare !== null) await executePreparation(prepare, { cwd, env });
    if (!start.isShell && !isProgram(start.program, cwd, env)) throw noProgram(start.program, cwd, 'service');
    const output = new OutputFile();
    try {
      const child = spawn(start.program, [...start.arguments], {
        cwd,
        env,
        // In this process's group: what ends that group ends the service, too.
        stdio: ['ignore', output.descriptor, output.descriptor],
        shell: start.isShell,
        windowsHide: true,
      });
      await started(child, cwd);
      endWithThisProcess(child);
      return new RunningService(child, port, output);
    } catch (error) {
      output.close();
      throw error;
    }
  }

  /** How it ended; null while it runs. */
  get end(): ProcessEnd | null {
    return this.#end;
  }

  /** Its processes: what it started, and what these did. */
  get pids(): number[] {
    return this.#end === null && this.#child.pid !== undefined ? treeOf(this.#child.pid) : [];
  }

  /** What it wrote last. */
  output(): string {
    return this.#output.tail();
  }

  /** Ends it, with all that it started. */
  async stop(): Promise<void> {
    const pids = this.pids;
    signal(pids, 'SIGTERM');
    await Promise.race([this.ended, pause(GRACE_MS)]);
    signal([...pids, ...this.pids], 'SIGKILL');
    await this.ended;
    this.#output.close();
  }
}

/** @throws {CommandFailure} `setup` */
async function callPreparation(prepare: (context: ExecutionContext) => unknown, cwd: string): Promise<void> {
  try {
    await prepare({ cwd });
  } catch (error) {
    throw new CommandFailure('setup', `in prepare: ${describeThrown(error)}`, 'Fix that function.');
  }
}

/** @throws {CommandFailure} `setup` */
function started(child: ChildProcess, cwd: string): Promise<void> {
  return new Promise((settle, reject) => {
    child.once('spawn', settle);
    child.once('error', (error) => reject(notStarted(error, cwd, 'service')));
  });
}

/** Where this process is ended before it could end the service. */
function endWithThisProcess(child: ChildProcess): void {
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.removeListener('exit', end));
}

function signal(pids: readonly number[], name: 'SIGTERM' | 'SIGKILL'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended.
    }
  }
}
