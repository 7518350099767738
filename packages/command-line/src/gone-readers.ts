import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** The two streams of `process` that a command writes to. */
export type OutputStreams = Pick<NodeJS.Process, 'stdout' | 'stderr'>;

/** A pipe whose reader is gone (`| head`, a killed `tee`), and a terminal that was closed. */
const GONE: readonly (string | undefined)[] = ['EPIPE', 'EIO'];

/**
 * Lets a command go on when nobody reads its output any more: that is no error of what it does. What else
 * goes wrong with the streams is thrown, as Node does by itself.
 * @param onNoReader told each time a write to standard output finds its reader gone
 */
export function outliveReaders({ stdout, stderr }: OutputStreams, onNoReader = () => {}): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    throwUnlessGone(error);
    onNoReader();
  });
  stderr.on('error', throwUnlessGone);
}

function throwUnlessGone(error: NodeJS.ErrnoException): void {
  if (!GONE.includes(error.code)) throw error;
}

/**
 * Lets a command end with its own exit code where its terminal was closed: Node resets its terminals when it
 * ends, and aborts where that fails.
 */
export function outliveTerminal(): void {
  const terminals = [0, 1, 2].filter((fd) => isatty(fd));
  process.once('exit', () => {
    for (const fd of terminals) if (!isatty(fd)) letGo(fd);
  });
}

function letGo(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // It is closed already.
  }
}
