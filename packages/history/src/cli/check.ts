import { counted } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import type { GuardedIo } from './io.js';
import { type StoreFlag, usingStore } from './store-option.js';

/** The flags of `check`, as typed. */
export interface CheckFlags extends StoreFlag {
  readonly repair?: boolean;
  readonly quiet?: boolean;
}

/** Prints what is wrong with a history, and exits with 2 if something is. @throws {PerfError} when it cannot be opened */
export async function check(flags: CheckFlags, io: GuardedIo): Promise<ExitCode> {
  return usingStore(
    flags,
    io,
    async (store) => {
      if (flags.repair) {
        const count = await store.repair();
        if (!flags.quiet) io.err(`perf-history: made the series again of ${counted(count, 'run')}\n`);
      }
      const problems = await store.check();
      for (const problem of problems) io.out(`${problem}\n`);
      if (problems.length > 0) {
        if (!flags.repair) {
          io.err('perf-history: check --repair makes series again; runs that are lost can be added again\n');
        }
        return EXIT_CODES.badInput;
      }
      if (!flags.quiet)
        io.err(`perf-history: ${counted((await store.runs({})).length, 'run')}, all of them whole\n`);
      return EXIT_CODES.done;
    },
    { mustExist: true },
  );
}
