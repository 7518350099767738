import { parseDocument } from 'yaml';

/** What a team requires of one benchmark in addition to the verdicts. */
export interface Threshold {
  /** The benchmark's id, as in the label `benchmark_name`. */
  readonly benchmark: string;
  /** Least speedup ratio at p50 against the baseline. */
  readonly minimumSpeedup?: number;
  /** Most time of one iteration at p95, in seconds. */
  readonly p95Seconds?: number;
}

const KEYS = ['benchmark', 'minimumSpeedup', 'p95Seconds'];

/**
 * Returns the thresholds of a YAML file.
 * @throws {RangeError} that names file, entry, what was expected and what was found
 */
export function parseThresholds(text: string, source: string): Threshold[] {
  const document = parseDocument(text);
  const problem = document.errors[0];
  if (problem !== undefined) throw new RangeError(`${source}: ${problem.message}`);
  const value: unknown = document.toJS();
  const list = value === null ? [] : value;
  if (!Array.isArray(list)) throw new RangeError(`${source}: expected a list of thresholds`);
  return list.map((entry: unknown, i) => parseThreshold(entry, `${source}: entry ${i + 1}`));
}

function parseThreshold(entry: unknown, where: string): Threshold {
  if (typeof entry !== 'object' || entry === null) throw new RangeError(`${where}: expected a threshold`);
  const unknown = Object.keys(entry).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new RangeError(`${where}: expected ${KEYS.join(', ')}, found ${unknown}`);
  const { benchmark, minimumSpeedup, p95Seconds } = entry as Record<string, unknown>;
  if (typeof benchmark !== 'string' || benchmark === '') {
    throw new RangeError(`${where}: expected the benchmark's id`);
  }
  if (minimumSpeedup === undefined && p95Seconds === undefined) {
    throw new RangeError(`${where}: expected minimumSpeedup or p95Seconds`);
  }
  return {
    benchmark,
    ...(minimumSpeedup !== undefined && {
      minimumSpeedup: positive(minimumSpeedup, `${where}: minimumSpeedup`),
    }),
    ...(p95Seconds !== undefined && { p95Seconds: positive(p95Seconds, `${where}: p95Seconds`) }),
  };
}

function positive(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new RangeError(`${where}: expected a number above 0, found ${JSON.stringify(value)}`);
}
