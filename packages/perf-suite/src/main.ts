import { hideArguments, outliveReaders, outliveTerminal, withoutSecrets } from '@perf-suite/command-line';
import { runCommandLine } from './cli.js';

// Whoever closes the terminal or ends `| tee` does not end the measuring: the run is saved all the same.
outliveReaders(process);
outliveTerminal();

hideArguments(process);
const args = process.argv.slice(2);
const exitCode = await runCommandLine(args, {
  out: process.stdout,
  err: process.stderr,
  cwd: process.cwd(),
  variables: process.env,
  // Goes into the run file.
  commandLine: ['perf-suite', ...args.map(withoutSecrets)],
});
// A pipe takes what was written in its own time. After that nothing is worth waiting for: esbuild's
// helper process or a watcher's socket may still be open.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(exitCode);
