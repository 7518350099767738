import type { SentLoad, SingleRun } from '@perf-suite/schema';

/**
 * Returns what differs between the loads of two runs, one phrase each: `100 requests a second instead of 200 requests
 * a second`. None where a run is no load, or of a version that did not write down how it sent it.
 */
export function loadDifferences(earlier: SingleRun, current: SingleRun): string[] {
  const [before, now] = [earlier.settings.load, current.settings.load];
  if (before === undefined || now === undefined) return [];
  const pairs = [
    [pace(before), pace(now)],
    [before.http, now.http],
  ];
  const differences = pairs.filter(([was, is]) => was !== is).map(([was, is]) => `${was} instead of ${is}`);
  if (before.scenario !== now.scenario) differences.push('other requests, weights or values');
  return differences;
}

function pace({ model }: SentLoad): string {
  if (model.kind === 'closed') return `${model.concurrency} requests at a time`;
  const times = model.arrivals === 'random' ? ' at random times' : '';
  return `${model.ratePerSecond} requests a second${times}`;
}
