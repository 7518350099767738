import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { EXIT_CODES } from '@perf-suite/schema';

/** The two streams of `process` that a command writes to. */
type OutputStreams = Pick<NodeJS.Process, 'stdout' | 'stderr'>;

/** A pipe whose reader is gone (`| head`, a killed `tee`), and a terminal that was closed. */
const GONE: readonly (string | undefined)[] = ['EPIPE', 'EIO'];

/**
 * Lets a command go on when its output goes nowhere any more: that is no error of what it does. Where standard
 * output fails otherwise (a full disk under `> results.json`), what was asked for is missing: it is reported, and
 * the command ends with 2 unless it has something worse to say.
 * @param onNoReader called each time a write to standard output finds its reader gone
 */
export function outliveReaders({ stdout, stderr }: OutputStreams, onNoReader = () => {}): void {
  let reported = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (GONE.includes(error.code)) onNoReader();
    else if (!reported) {
      reported = true;
      stderr.write(`standard output cannot be written: ${error.message}\n`);
      process.once('exit', (exitCode) => {
        if (exitCode === EXIT_CODES.done) process.exitCode = EXIT_CODES.badInput;
      });
    }
  });
  // There is nowhere left to report it.
  stderr.on('error', () => {});
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
