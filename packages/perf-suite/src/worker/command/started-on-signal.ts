import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { nowNs } from '../measure/clock.js';

export interface Program {
  readonly program: string;
  readonly arguments: readonly string[];
}

export interface StartedProcess {
  readonly child: ChildProcess;
  /** Resolves with when the program was started, on `nowNs`'s clock; never where it could not be. */
  readonly started: Promise<bigint>;
}

/** Says that it is ready, waits for a line, and becomes the program, which gets none of these two pipes. */
const GATE = 'echo >&4; read -r go <&3 && exec "$@" 3<&- 4>&-';

/**
 * Starts a program so that only its own start is timed. Copying this process, which holds tens of megabytes, takes the
 * system milliseconds: a shell is started first, and becomes the program when it is told to, as its own process.
 * On Windows there is no such shell, and creating the process is part of the time.
 */
export function startOnSignal({ program, arguments: rest }: Program, options: SpawnOptions): StartedProcess {
  if (process.platform === 'win32') {
    const startNs = nowNs();
    const child = spawn(program, [...rest], options);
    return { child, started: Promise.resolve(startNs) };
  }
  const stdio = [
    ...(options.stdio as readonly ('pipe' | 'ignore' | number)[]),
    'pipe' as const,
    'pipe' as const,
  ];
  const child = spawn('/bin/sh', ['-c', GATE, 'sh', program, ...rest], { ...options, stdio });
  const [, , , gate, ready] = child.stdio as readonly (Readable | Writable | null)[];
  gate?.on('error', () => {});
  ready?.on('error', () => {});
  const started = new Promise<bigint>((resolve) => {
    ready?.once('data', () => {
      const startNs = nowNs();
      (gate as Writable).write('\n');
      resolve(startNs);
    });
  });
  return { child, started };
}
