import type { ChildProcess } from 'node:child_process';

/** How long what a process left running may keep that process's pipes open. */
const PIPES_GRACE_MS = 1000;

export interface ChildEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signalName: NodeJS.Signals | null;
}

/**
 * Resolves once a child has ended and all that it wrote is read; rejects with what kept it from starting.
 * A helper that it left running may hold its pipes for ever: they are closed a second after its exit.
 */
export function childEnd(child: ChildProcess): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined;
    child.once('error', reject);
    child.once('exit', () => {
      // What the child itself wrote lies ready by then: however late this is, one more turn reads it.
      grace = setTimeout(() => setImmediate(closePipes, child), PIPES_GRACE_MS);
    });
    child.once('close', (exitCode, signalName) => {
      clearTimeout(grace);
      resolve({ exitCode, signalName });
    });
  });
}

function closePipes({ stdio }: ChildProcess): void {
  for (const stream of stdio) stream?.destroy();
}
