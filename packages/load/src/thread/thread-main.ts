import { parentPort, workerData } from 'node:worker_threads';
import { LoadGenerator } from '../load-generator.js';
import { OutcomeBatcher } from './outcome-batch.js';
import type { ThreadCommand, ThreadData, ThreadMessage } from './thread-messages.js';

/** Often enough to watch; each batch costs the generator some ten microseconds. */
const BATCH_MS = 100;

const port = parentPort as NonNullable<typeof parentPort>;
const generator = new LoadGenerator(workerData as ThreadData);
let stop: AbortController | null = null;

port.on('message', (command: ThreadCommand) => {
  if (command.kind === 'run') void run(command.options);
  else if (command.kind === 'stop') stop?.abort();
  else void close();
});

async function run(options: Extract<ThreadCommand, { kind: 'run' }>['options']): Promise<void> {
  const batcher = new OutcomeBatcher();
  const send = (): void => {
    if (batcher.count === 0) return;
    const batch = batcher.take();
    port.postMessage({ kind: 'outcomes', batch } satisfies ThreadMessage, [batch.numbers.buffer]);
  };
  const timer = setInterval(send, BATCH_MS);
  stop = new AbortController();
  try {
    const facts = await generator.run({
      ...options,
      signal: stop.signal,
      onOutcome: (outcome) => batcher.add(outcome),
    });
    send();
    port.postMessage({ kind: 'done', facts } satisfies ThreadMessage);
  } catch (error) {
    port.postMessage({ kind: 'failed', error } satisfies ThreadMessage);
  } finally {
    clearInterval(timer);
  }
}

async function close(): Promise<void> {
  await generator.close();
  port.postMessage({ kind: 'closed' } satisfies ThreadMessage);
  port.close();
}
