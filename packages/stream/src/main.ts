import { hideArguments, outliveReaders } from '@perf-suite/command-line';
import { createLogUpdate } from 'log-update';
import type { Terminal } from './cli/io.js';
import { main } from './cli/main.js';

hideArguments(process);

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

// Whoever reads may stop reading (`| head`): that ends the command, and is no error.
outliveReaders(process, () => stop.abort());

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  nowMs: () => performance.now(),
  environment: process.env,
  terminal: process.stdout.isTTY ? terminal() : null,
  stop: stop.signal,
});

function terminal(): Terminal {
  const { stdout } = process;
  const update = createLogUpdate(stdout);
  return {
    get columns() {
      return stdout.columns;
    },
    get rows() {
      return stdout.rows;
    },
    draw: (text) => update(text),
    keep: () => update.done(),
  };
}
