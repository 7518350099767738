import { hideArguments, outliveReaders } from '@perf-suite/command-line';
import { main } from './cli/main.js';

hideArguments(process);

// A server does not end because nobody reads its log any more.
outliveReaders(process);

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  nowMs: () => Date.now(),
  environment: process.env,
  stop: stop.signal,
});
