import { type Kysely, sql } from 'kysely';
import type { DatabaseKind } from './migrations.js';
import type { Tables } from './tables.js';

/** What the points of a run share. */
export interface RunFacts {
  readonly id: string;
  readonly startedAtMs: number;
  readonly commit: string | null;
  readonly fingerprints: readonly string[];
  readonly evidence: 'rounds' | 'summary';
  readonly state: 'complete' | 'partial';
  readonly dirty: boolean;
}

type PackedFacts = [
  number,
  string,
  number,
  string | null,
  string,
  RunFacts['evidence'],
  RunFacts['state'],
  number,
];

/** All runs by number, read once and then kept up to date: each series needs most of them. */
export class AllRunFacts {
  readonly #db: Kysely<Tables>;
  readonly #kind: DatabaseKind;
  #bySeq = new Map<number, RunFacts>();
  #lastSeq = 0;

  constructor(db: Kysely<Tables>, kind: DatabaseKind) {
    this.#db = db;
    this.#kind = kind;
  }

  async bySeq(): Promise<ReadonlyMap<number, RunFacts>> {
    const { count, last } = await this.#db
      .selectFrom('run')
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('seq').as('last')])
      .executeTakeFirstOrThrow();
    if (count === this.#bySeq.size && (last ?? 0) === this.#lastSeq) return this.#bySeq;
    await this.#readAfter(this.#lastSeq);
    // Runs were removed, or one of a lower number was added later.
    if (this.#bySeq.size !== count) {
      this.#bySeq = new Map();
      await this.#readAfter(0);
    }
    return this.#bySeq;
  }

  /** As one text: drivers take a multiple of the time for thousands of rows. */
  async #readAfter(seq: number): Promise<void> {
    const columns = sql`seq, id, started_at_ms, commit_id, fingerprints, evidence, state, dirty`;
    const list =
      this.#kind === 'sqlite'
        ? sql<string>`json_group_array(json_array(${columns}))`
        : sql<string>`coalesce(json_agg(json_build_array(${columns}))::text, '[]')`;
    const { text } = await this.#db
      .selectFrom('run')
      .select(list.as('text'))
      .where('seq', '>', seq)
      .executeTakeFirstOrThrow();
    for (const facts of JSON.parse(text) as PackedFacts[]) {
      const [ownSeq, id, startedAtMs, commit, fingerprints, evidence, state, dirty] = facts;
      this.#bySeq.set(ownSeq, {
        id,
        startedAtMs,
        commit,
        fingerprints: JSON.parse(fingerprints) as string[],
        evidence,
        state,
        dirty: dirty === 1,
      });
      this.#lastSeq = Math.max(this.#lastSeq, ownSeq);
    }
  }
}
