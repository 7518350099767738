import { setFlagsFromString } from 'node:v8';
import { hideArguments, outliveReaders } from '@perf-suite/command-line';
import { main } from './cli/main.js';

// A server that now and then reads files of megabytes: a small heap (90 MB instead of 140) is worth more
// than the last bit of speed.
if (process.argv[2] === 'serve') {
  for (const flag of ['--optimize-for-size', '--max-semi-space-size=1']) setFlagsFromString(flag);
}

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
