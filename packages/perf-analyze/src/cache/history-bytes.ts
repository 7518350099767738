import { crc32 } from 'node:zlib';
import type { PercentileName } from '@perf-suite/schema';
import * as v from 'valibot';
import type { BenchmarkColumns, Column } from '../history/environment-history.js';
import type { KeptHistory } from './kept-history.js';

/** Raise it with whatever changes what the columns of a history hold, or how they are written. */
const FORMAT = 'perf-analyze history 1\n';
const PERCENTILES = ['p50', 'p95'] as const satisfies readonly PercentileName[];

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const headSchema = v.object({
  project: v.string(),
  environment: v.string(),
  branch: v.nullable(v.string()),
  fingerprints: v.array(v.string()),
  runs: v.array(v.tuple([v.string(), v.number(), v.nullable(v.string()), count])),
  benchmarks: v.array(
    v.object({
      benchmark: v.string(),
      unit: v.string(),
      better: v.picklist(['lower', 'higher']),
      pointCount: count,
      /** How many values each percentile has; null where there is no column. */
      p50: v.nullable(count),
      p95: v.nullable(count),
    }),
  ),
});
type Head = v.InferOutput<typeof headSchema>;

/**
 * Returns a history as bytes: the format, a checksum of what follows, the length of a head in JSON, the
 * head, filled up to 8 bytes, and the columns in the order of the head: logs, errors, runs.
 */
export function historyToBytes({ history, pointCounts }: KeptHistory): Uint8Array[] {
  const { project, environment, branch, runs, benchmarks } = history;
  const fingerprints = [...new Set(runs.map(({ fingerprint }) => fingerprint))];
  const indexOf = new Map(fingerprints.map((fingerprint, i) => [fingerprint, i]));
  const head: Head = {
    project,
    environment,
    branch,
    fingerprints,
    runs: runs.map(({ id, startedAtMs, commit, fingerprint }) => [
      id,
      startedAtMs,
      commit,
      indexOf.get(fingerprint) as number,
    ]),
    benchmarks: benchmarks.map(({ benchmark, unit, better, percentiles }, i) => ({
      benchmark,
      unit,
      better,
      pointCount: pointCounts[i] as number,
      p50: percentiles.p50?.runs.length ?? null,
      p95: percentiles.p95?.runs.length ?? null,
    })),
  };
  const text = Buffer.from(JSON.stringify(head));
  const columns = benchmarks.flatMap(({ percentiles }) =>
    PERCENTILES.flatMap((name) => (percentiles[name] === null ? [] : partsOf(percentiles[name]))),
  );
  const parts = [lengthOf(text), padded(text), ...columns];
  const checksum = parts.reduce((sum, part) => crc32(part, sum), 0);
  return [Buffer.from(FORMAT.padEnd(24, ' ')), lengthOf({ length: checksum }), ...parts];
}

/** Returns the history in bytes of {@link historyToBytes}; null where they are of another format, or damaged. */
export function historyFromBytes(bytes: Uint8Array): KeptHistory | null {
  try {
    // Doubles in memory begin at multiples of 8 bytes.
    const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
    const all = Buffer.from(aligned.buffer, aligned.byteOffset, aligned.byteLength);
    if (all.toString('latin1', 0, 24) !== FORMAT.padEnd(24, ' ')) return null;
    if (crc32(all.subarray(32)) !== Number(all.readDoubleLE(24))) return null;
    const headLength = all.readDoubleLE(32);
    const head = v.parse(headSchema, JSON.parse(all.toString('utf8', 40, 40 + headLength)));
    return fromHead(head, new ColumnReader(all, 40 + roundedUp(headLength)));
  } catch {
    return null;
  }
}

function fromHead(head: Head, reader: ColumnReader): KeptHistory {
  const { project, environment, branch, fingerprints } = head;
  const runs = head.runs.map(([id, startedAtMs, commit, index]) => ({
    id,
    startedAtMs,
    commit,
    fingerprint: fingerprints[index] as string,
  }));
  const benchmarks = head.benchmarks.map(({ benchmark, unit, better, p50, p95 }): BenchmarkColumns => {
    const percentiles = { p50: reader.column(p50), p95: reader.column(p95) };
    return { benchmark, unit, better, percentiles };
  });
  return {
    history: { project, environment, branch, runs, benchmarks },
    pointCounts: head.benchmarks.map(({ pointCount }) => pointCount),
  };
}

/** Reads columns one behind the other, without copying them. */
class ColumnReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes;
    this.#at = start;
  }

  column(length: number | null): Column | null {
    if (length === null) return null;
    const logs = new Float64Array(this.#bytes.buffer, this.#take(8 * length), length);
    const errors = new Float64Array(this.#bytes.buffer, this.#take(8 * length), length);
    const runs = new Int32Array(this.#bytes.buffer, this.#take(4 * length), length);
    return { logs, errors, runs };
  }

  #take(length: number): number {
    const start = this.#bytes.byteOffset + this.#at;
    this.#at += roundedUp(length);
    return start;
  }
}

function partsOf({ logs, errors, runs }: Column): Uint8Array[] {
  const bytes = (values: Float64Array | Int32Array): Uint8Array =>
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return [bytes(logs), bytes(errors), padded(bytes(runs))];
}

function lengthOf({ length }: { readonly length: number }): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(length);
  return bytes;
}

function padded(bytes: Uint8Array): Uint8Array {
  const filled = new Uint8Array(roundedUp(bytes.length));
  filled.set(bytes);
  return filled;
}

function roundedUp(length: number): number {
  return Math.ceil(length / 8) * 8;
}
