import { describeValue, PerfError } from '@perf-suite/schema';
import type { ImportFile } from './import-file.js';

export type Direction = 'lower' | 'higher';

/** What a number means: the unit that history keeps it in, how to get there, and which way is better. */
export interface Meaning {
  readonly unit: string;
  readonly factor: number;
  /** `skip` where the user wants none of it. */
  readonly better: Direction | 'skip';
}

/** Nanoseconds in units of time, by all their common names. */
const TIMES: Readonly<Record<string, number>> = Object.fromEntries(
  (
    [
      [1e-3, 'ps', 'picosecond', 'picoseconds'],
      [1, 'ns', 'nsec', 'nanos', 'nanosecond', 'nanoseconds'],
      [1e3, 'us', 'µs', 'μs', 'usec', 'micros', 'microsecond', 'microseconds'],
      [1e6, 'ms', 'msec', 'millis', 'millisecond', 'milliseconds'],
      [1e9, 's', 'sec', 'secs', 'second', 'seconds'],
      [60e9, 'min', 'minute', 'minutes'],
      [3600e9, 'h', 'hr', 'hour', 'hours'],
    ] as const
  ).flatMap(([ns, ...names]) => names.map((name) => [name, ns])),
);

/** What one iteration is called, after the slash of a time: `ns/op`. */
const ONE_CALL = new Set(['op', 'iter', 'iteration', 'call', 'run', 'operation']);
const CALLS = new Set(['op', 'ops', 'iter', 'iters', 'iterations', 'operations', 'calls']);
const BYTES = new Set(['b', 'byte', 'bytes']);
/** Kept as they are: k is 1000 for one tool and 1024 for the next. */
const LARGER_BYTES = /^(?:[kmgt]i?b|(?:kilo|mega|giga|tera|kibi|mebi|gibi)bytes?)$/;
const COUNTS = new Set(['alloc', 'allocs', 'allocations', 'instructions', 'cycles']);

/**
 * Returns what a unit means; null for one that says neither which way is better nor how to convert it. Times become
 * `ns`, calls by time `ops/s`, and bytes `bytes`; all others stay as they are.
 */
export function meaningOfUnit(unit: string): Meaning | null {
  const text = unit.trim();
  const lower = text.toLowerCase();
  if (lower === 'hz') return { unit: 'ops/s', factor: 1, better: 'higher' };
  const [above = '', below, ...more] = lower.split('/').map((part) => part.trim());
  if (more.length > 0 || above === '') return null;
  if (below === undefined || ONE_CALL.has(below)) return amountOf(above, text);
  const time = timeIn(below);
  if (time === undefined) return null;
  if (CALLS.has(above)) return { unit: 'ops/s', factor: 1e9 / time, better: 'higher' };
  // `MB/s`, `requests/s`: more of it in the same time.
  return timeIn(above) === undefined ? { unit: text, factor: 1, better: 'higher' } : null;
}

function amountOf(name: string, unit: string): Meaning | null {
  const time = timeIn(name);
  if (time !== undefined) return { unit: 'ns', factor: time, better: 'lower' };
  if (BYTES.has(name)) return { unit: 'bytes', factor: 1, better: 'lower' };
  const isAmount = LARGER_BYTES.test(name) || COUNTS.has(name);
  return isAmount ? { unit, factor: 1, better: 'lower' } : null;
}

function timeIn(name: string): number | undefined {
  return Object.hasOwn(TIMES, name) ? TIMES[name] : undefined;
}

/** Which way is better, as the user said with `--better`: for all units that do not say it, or for some by name. */
export class Units {
  readonly #otherwise: Meaning['better'] | null;
  readonly #byName: ReadonlyMap<string, Meaning['better']>;

  /** @param flags `lower`, `higher`, `skip`, or `NAME=lower` @throws {PerfError} `bad-usage` */
  constructor(flags: readonly string[] = []) {
    const byName = new Map<string, Meaning['better']>();
    let otherwise: Meaning['better'] | null = null;
    for (const flag of flags) {
      const [, name, direction] = /^(?:(.*)=)?(lower|higher|skip)$/s.exec(flag) ?? [];
      if (direction === undefined) {
        throw new PerfError(
          'bad-usage',
          `--better: expected lower, higher, skip, or UNIT=lower, found ${describeValue(flag)}`,
        );
      }
      if (name === undefined) otherwise = direction as Meaning['better'];
      else byName.set(name, direction as Meaning['better']);
    }
    this.#otherwise = otherwise;
    this.#byName = byName;
  }

  /**
   * Returns what a unit means: as the file declares it, else as `--better` names it, else as the unit itself says.
   * @param names that `--better` may use besides the unit: of a metric
   * @throws {PerfError} `bad-file` where nobody says which way is better
   */
  meaning(
    unit: string,
    {
      file,
      at,
      declared,
      names = [],
    }: {
      readonly file: ImportFile;
      readonly at: string;
      readonly declared?: Direction;
      readonly names?: readonly string[];
    },
  ): Meaning {
    const known = meaningOfUnit(unit);
    const named = [unit, ...names].map((name) => this.#byName.get(name)).find((one) => one !== undefined);
    const better = (named === 'skip' ? named : declared) ?? named ?? known?.better ?? this.#otherwise;
    if (better !== null) return { unit: known?.unit ?? unit, factor: known?.factor ?? 1, better };
    const name = names[0] ?? unit;
    throw file.wrong(
      at,
      'a unit that says whether lower or higher is better',
      describeValue(unit),
      `Say it with --better '${name}=lower' or --better '${name}=higher', or leave all such units out with --better skip.`,
    );
  }
}
