import type { ImportFile } from './import-file.js';
import type { Units } from './units.js';

/** One benchmark, as an importer read it; numbers already in the unit that history keeps. */
export interface ImportedPoint {
  /** Where it is in the file, for messages: a JSON pointer, or `line 12`. */
  readonly at: string;
  readonly benchmark: string;
  readonly unit: string;
  /** `skip` for one that the user wants left out. */
  readonly better: 'lower' | 'higher' | 'skip';
  readonly p50: number;
  readonly p95: number | null;
  readonly roundP50: readonly number[];
  readonly roundP95: readonly number[];
  readonly spread: number | null;
}

/** One run, as an importer read it. What the format does not say is left out, and comes from flags or is unknown. */
export interface ImportedRun {
  readonly points: readonly ImportedPoint[];
  /** The version of the tool. */
  readonly version?: string;
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
  readonly commit?: string;
  readonly branch?: string;
  readonly dirty?: boolean;
  readonly machine?: {
    readonly cpuModel?: string;
    readonly cores?: number;
    readonly os?: string;
    readonly node?: string;
  };
  /** A benchmark of it failed. */
  readonly isPartial?: boolean;
}

export interface ImportOptions {
  readonly units: Units;
  /** The folder that paths in files are told from, absolute. */
  readonly root: string;
}

/** Reads the results of one tool. A new importer is one file in `formats/`, and a line in `importers.ts`. */
export interface Importer {
  /** The FORMAT of the command line, and the source that runs name. */
  readonly name: string;
  /** The tool's own name. */
  readonly tool: string;
  /** What makes such a file. */
  readonly madeBy: string;
  /** What a point's p50 is. */
  readonly p50: string;
  /** Where p95 comes from; null where the format has none, so that points have none either. */
  readonly p95: string | null;
  /** What the rounds of a run are; null where the format has summaries only. */
  readonly rounds: string | null;
  /** Which facts besides the numbers the format has: commit, branch, date, machine. */
  readonly facts: readonly ('commit' | 'branch' | 'date' | 'machine')[];
  /** Returns whether a file looks like this format; it may still be broken. */
  readonly recognizes: (file: ImportFile) => boolean;
  /** @throws {PerfError} `bad-file` naming file, place, expected and found */
  readonly read: (
    file: ImportFile,
    options: ImportOptions,
  ) => readonly ImportedRun[] | Promise<readonly ImportedRun[]>;
}
