import { hideArguments, outliveReaders, outliveTerminal } from '@perf-suite/command-line';
import { runCommandLine } from './cli.js';
import { COMMAND_FLAGS } from './results/recorded-request.js';

// Whoever closes the terminal or ends `| tee` does not end the measuring: the run is saved all the same.
outliveReaders(process);
outliveTerminal();

hideArguments(process, COMMAND_FLAGS);
const args = process.argv.slice(2);
const exitCode = await runCommandLine(args, {
  out: process.stdout,
  err: process.stderr,
  cwd: process.cwd(),
  variables: process.env,
  commandLine: ['perf-suite', ...args],
});
// A pipe takes what was written in its own time. After that nothing is worth waiting for: esbuild's
// helper process or a watcher's socket may still be open.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(exitCode);
