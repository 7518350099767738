import { outliveReaders } from '@perf-suite/command-line';
import { main } from './cli/main.js';

// A reader that has seen enough (`| head`) closes the pipe: that is no error of the judgement.
outliveReaders(process);

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  now: () => new Date(),
  cwd: process.cwd(),
  environment: process.env,
  platform: process.platform,
  inputIsTerminal: process.stdin.isTTY === true,
  outIsTerminal: process.stdout.isTTY === true,
  outColumns: process.stdout.columns,
});
