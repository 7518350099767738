import { hideArguments, outliveReaders } from '@perf-suite/command-line';
import { main } from './cli/main.js';

hideArguments(process);
outliveReaders(process);

function untilStopped(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  nowMs: () => Date.now(),
  cwd: process.cwd(),
  environment: process.env,
  platform: process.platform,
  outIsTerminal: process.stdout.isTTY === true,
  outColumns: process.stdout.columns,
  untilStopped,
});
