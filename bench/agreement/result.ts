/**
 * The ways to measure: pairs in one process, a process for each side in turns, and each side alone by an
 * independent loop, which reports the time by the clock and relative to a reference that runs next to it.
 */
export const WAYS = ['pairs', 'variant processes', 'separate processes', 'separate, by reference'] as const;
export type Way = (typeof WAYS)[number];

/** One line of the results file: one benchmark of one upgrade, measured in all ways. */
export interface Agreement {
  readonly measuredAt: string;
  /** What else the machine was doing: `idle`, `builds and tests beside`, ... */
  readonly session: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly library: string;
  readonly old: string;
  readonly current: string;
  readonly benchmark: string;
  readonly ways: Readonly<Record<Way, Measured>>;
}

export interface Measured {
  /** ln(current / old) at p50, by round; by reference, of what p50 is relative to it. */
  readonly logRatios: readonly number[];
  /** p50 by round, in nanoseconds a call. */
  readonly oldNs: readonly number[];
  readonly currentNs: readonly number[];
  /** What the command reported, as a ratio (0.03 is 3 % slower); null where it was not one run of the command. */
  readonly reported: number | null;
  /** One-minute load average when this way ended. */
  readonly load: number;
}
