/** What the live stream is to keep to, and whether the results of bench/stream.mjs do. */
const KIB = 1024;
const MIB = 1024 * KIB;

export const ms = (value) => (isKnown(value) ? `${value.toFixed(1)} ms` : 'none');
export const percent = (value) => `${(value * 100).toFixed(1)} %`;
export const kib = (value) => `${(value / KIB).toFixed(1)} KiB`;
const mib = (value) => `${(value / MIB).toFixed(1)} MiB`;

const isKnown = (value) => value !== null && value !== undefined && !Number.isNaN(value);

/** Returns the median of what is known, or undefined. */
export function median(values) {
  const sorted = values.filter(isKnown).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Returns a row for each goal, each contest at its median over the rounds. */
export function goalRows({ results, stall, resumed }) {
  // What was measured below the rate says nothing about it: this machine was too busy to make the samples.
  const reached = (one) => one.samplesPerSecond >= 0.98 * one.asked;
  const middle = (count, field) =>
    median(
      results
        .filter((one) => one.contestant === 'perf-suite' && one.count === count && reached(one))
        .map((one) => one[field]),
    );
  const goal = (name, value, target, show) => ({
    goal: name,
    target: `<= ${show(target)}`,
    measured: isKnown(value) ? show(value) : 'not measured, or below the rate',
    holds: isKnown(value) ? (value <= target ? 'yes' : 'NO') : '?',
  });
  const killed = (resumed?.killed ?? 1_000).toLocaleString('en-US');
  return [
    goal('latency of samples, p99, 100 watchers, 100k samples/s', middle(100, 'samplesP99Ms'), 60, ms),
    goal('latency of samples, p99, 1,000 watchers, 100k samples/s', middle(1000, 'samplesP99Ms'), 100, ms),
    goal('latency of run messages, p99, 100 watchers', middle(100, 'runP99Ms'), 10, ms),
    goal('latency of run messages, p99, 1,000 watchers', middle(1000, 'runP99Ms'), 50, ms),
    goal('server CPU, 100 watchers', middle(100, 'cpuShare'), 0.06, percent),
    goal('server CPU, 1,000 watchers', middle(1000, 'cpuShare'), 0.3, percent),
    goal('memory for each of 1,000 watchers (RSS)', middle(1000, 'rssPerWatcherBytes'), 20 * KIB, kib),
    goal('memory kept for 10 stalled watchers', stall?.keptBytes, 16 * MIB, mib),
    goal('growth of RSS while 10 watchers are stalled', stall?.rssBytes, 16 * MIB, mib),
    goal('time until a stalled watcher is noticed', stall?.noticedMs, 5_000, ms),
    goal(`samples lost over ${killed} resumes`, resumed?.lost, 0, String),
    goal(`samples duplicated over ${killed} resumes`, resumed?.doubled, 0, String),
    goal('time until the stream ends, with 1,000 watchers', middle(1000, 'finishMs'), 2_000, ms),
  ];
}

/** Returns rows as a Markdown table. */
export function markdownTable(rows) {
  const columns = Object.keys(rows[0]);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map((row) => line(Object.values(row)))].join(
    '\n',
  );
}
