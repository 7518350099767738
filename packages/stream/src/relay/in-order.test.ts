import { roundStarted, samples } from '@perf-suite/testing/sample-events';
import { describe, expect, it } from 'vitest';
import type { RelayedMessage } from '../server/hub-driver.js';
import { inOrder } from './in-order.js';
import type { SharedRecord } from './shared-log.js';

const snapshot = (epoch: string): SharedRecord => ({
  epoch,
  message: { type: 'snapshot', epoch, at: {}, missed: null, events: [], samples: [] },
});
const round = (epoch: string, seq: number): SharedRecord => ({
  epoch,
  message: { ch: 'run', seq, ...roundStarted(seq) },
});
const some = (epoch: string, seq: number): SharedRecord => ({
  epoch,
  message: { ch: 's/0', seq, ...samples(0, seq, [seq]) },
});
const end = (epoch: string): SharedRecord => ({ epoch, message: null });

function nameOf(message: RelayedMessage): string {
  if (message.type === 'snapshot') {
    const { epoch, missed } = message;
    return `snapshot ${epoch}${missed === null ? '' : ` missed ${missed.from}-${missed.to}`}`;
  }
  return message.type === 'gap'
    ? `gap ${message.ch} ${message.from}-${message.to}`
    : `${message.ch} ${message.seq}`;
}

async function read(records: readonly SharedRecord[]): Promise<string[]> {
  const messages = inOrder(
    (async function* () {
      yield* records;
    })(),
  );
  const names: string[] = [];
  for (;;) {
    const next = await messages.next();
    if (next.done === true) return [...names, next.value];
    names.push(nameOf(next.value));
  }
}

describe('inOrder', () => {
  it('gives what two feeders wrote once', async () => {
    const records = [
      snapshot('a'),
      round('a', 1),
      snapshot('a'),
      round('a', 1),
      some('a', 1),
      round('a', 2),
      some('a', 1),
      round('a', 2),
      end('a'),
    ];
    expect(await read(records)).toEqual(['snapshot a', 'run 1', 's/0 1', 'run 2', 'complete']);
  });

  it('starts over with another run, and does not hear what comes late of the earlier one', async () => {
    const records = [snapshot('a'), round('a', 1), snapshot('b'), round('a', 2), end('a'), round('b', 1)];
    expect(await read(records)).toEqual(['snapshot a', 'run 1', 'snapshot b', 'run 1', 'stopped']);
  });

  it('announces what the log no longer keeps', async () => {
    const records = [some('a', 5), round('a', 3), some('a', 6), round('a', 4), end('a')];
    expect(await read(records)).toEqual([
      'snapshot a',
      'gap s/0 1-4',
      's/0 5',
      'snapshot a missed 1-2',
      'run 3',
      's/0 6',
      'run 4',
      'complete',
    ]);
  });
});
