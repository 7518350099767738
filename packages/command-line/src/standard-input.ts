import { PerfError } from '@perf-suite/schema';
import { STANDARD_INPUT } from '@perf-suite/schema/node';

/** What a command can say, and whether somebody types what it reads. */
export interface StandardInputIo {
  readonly inputIsTerminal: boolean;
  readonly err: (text: string) => void;
}

/**
 * Makes sure that standard input is read once at most, and says that the command waits where it is a terminal.
 * @param inputs the files given, in the order they are read
 * @throws {PerfError} `bad-usage` when `-` is there twice
 */
export function expectOneStandardInput(inputs: readonly (string | undefined)[], io: StandardInputIo): void {
  const count = inputs.filter((path) => path === STANDARD_INPUT).length;
  if (count > 1) {
    throw new PerfError(
      'bad-usage',
      `expected - (standard input) for one file at most, found it ${count} times`,
      {
        hint: 'Name the others; a file of that name is ./-',
      },
    );
  }
  if (count === 1 && io.inputIsTerminal) io.err('waiting for JSON on standard input; Ctrl-D ends it\n');
}
