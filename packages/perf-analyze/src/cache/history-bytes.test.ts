import { expect, test } from 'vitest';
import { HistoryCollector } from '../history/environment-history.js';
import { madeSeries } from '../testing/made-series.js';
import { historyFromBytes, historyToBytes } from './history-bytes.js';
import type { KeptHistory } from './kept-history.js';

function keptHistory(): KeptHistory {
  const collector = new HistoryCollector();
  for (const [i, runCount] of [31, 30, 12].entries()) {
    const fingerprint = (run: number): string => (run < 5 ? 'old' : 'new');
    collector.add(madeSeries({ benchmark: `größe ${i}`, runCount, seed: i, fingerprint }));
  }
  const history = collector.history();
  if (history === null) throw new Error('no history');
  return { history, pointCounts: [31, 30, 12] };
}

test('a history that was kept is the same when it is read', () => {
  const kept = keptHistory();
  const bytes = Buffer.concat(historyToBytes(kept));
  expect(historyFromBytes(bytes)).toEqual(kept);
  // Read into the middle of a larger buffer, as small files are.
  const shifted = Buffer.concat([Buffer.alloc(3), bytes]).subarray(3);
  expect(historyFromBytes(shifted)).toEqual(kept);
});

test('a file that was damaged anywhere is not used', () => {
  const bytes = Buffer.concat(historyToBytes(keptHistory()));
  for (let at = 0; at < bytes.length; at += 7) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] as number) ^ 0x10;
    expect(historyFromBytes(damaged)).toBeNull();
  }
});

test('a file that was cut off, or is another, is not used', () => {
  const bytes = Buffer.concat(historyToBytes(keptHistory()));
  for (let length = 0; length < bytes.length; length += 13) {
    expect(historyFromBytes(bytes.subarray(0, length))).toBeNull();
  }
  expect(historyFromBytes(Buffer.from('{"windows":{}}'))).toBeNull();
});
