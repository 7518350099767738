import type { Generated } from 'kysely';

/** The tables of both databases; `migrations.ts` makes them. */
export interface Tables {
  readonly run: RunTable;
  readonly run_document: RunDocumentTable;
  readonly run_file: RunFileTable;
  readonly series: SeriesTable;
  readonly point_chunk: PointChunkTable;
  readonly verdicts: VerdictsTable;
  readonly change_point: ChangePointTable;
  readonly setting: SettingTable;
}

export interface RunTable {
  /** In the order in which they were added; never used again. */
  seq: Generated<number>;
  id: string;
  project: string;
  source: string;
  started_at_ms: number;
  commit_id: string | null;
  branch: string | null;
  dirty: number;
  environment: string;
  state: 'complete' | 'partial';
  evidence: 'rounds' | 'summary';
  /** JSON: that of the run, then those of other machines that measured a part of it. */
  fingerprints: string;
  /** JSON: the run without its points. */
  summary: string;
}

/** Whole runs as compressed JSON: what all other tables of points can be made of again. */
export interface RunDocumentTable {
  run_seq: number;
  document: Uint8Array;
}

/** A run file that was given with a run: compressed bytes, or where it stays. */
export interface RunFileTable {
  run_seq: number;
  path: string | null;
  bytes: Uint8Array | null;
}

export interface SeriesTable {
  id: Generated<number>;
  /** Hash of what makes it one series: an index over long names would be too large for PostgreSQL. */
  key: string;
  project: string;
  benchmark: string;
  environment: string;
  /** Empty for a detached HEAD. */
  branch: string;
  unit: string;
  better: 'lower' | 'higher';
  point_count: number;
  first_ms: number;
  last_ms: number;
}

/** Up to `CHUNK_SIZE` points of a series, packed in the order in which they were added; see `point-chunk.ts`. */
export interface PointChunkTable {
  series_id: number;
  number: number;
  data: Uint8Array;
}

/** The newest report on a run, which may not be here yet. */
export interface VerdictsTable {
  run_id: string;
  created_at_ms: number;
  /** Compressed JSON. */
  document: Uint8Array;
}

export interface ChangePointTable {
  id: string;
  project: string;
  benchmark: string;
  environment: string;
  branch: string;
  state: string;
  first_seen_ms: number;
  /** JSON. */
  document: string;
}

/** What a store knows of itself, such as the commit of the git branch that it was made of. */
export interface SettingTable {
  name: string;
  value: string;
}
