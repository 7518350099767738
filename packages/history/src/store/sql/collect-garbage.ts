import type { ExpressionBuilder, Kysely, Transaction } from 'kysely';
import type { GcPolicy, GcResult } from '../history-store.js';
import { readPackedPoints } from './read-series.js';
import { replacePoints } from './rebuild-points.js';
import type { Tables } from './tables.js';

interface GcOptions {
  /** Keeps other writers out until the transaction ends. */
  readonly lock: (tx: Transaction<Tables>) => Promise<void>;
}

/** Removes what a policy names, and the points of runs that are gone. One that is broken off goes on the next time. */
export async function collectGarbage(
  db: Kysely<Tables>,
  policy: GcPolicy,
  { lock }: GcOptions,
): Promise<GcResult> {
  const counted = await count(db, policy);
  if (policy.dryRun) return counted;
  await db.transaction().execute(async (tx) => {
    await lock(tx);
    await tx
      .deleteFrom('run')
      .where((run) => isOld(run, policy))
      .execute();
    await tx
      .deleteFrom('run_file')
      .where(
        'run_seq',
        'in',
        tx
          .selectFrom('run')
          .select('seq')
          .where((run) => hasOldFile(run, policy)),
      )
      .execute();
    await tx
      .deleteFrom('verdicts')
      .where('created_at_ms', '<', policy.runsBeforeMs ?? 0)
      .where('run_id', 'not in', tx.selectFrom('run').select('id'))
      .execute();
  });
  await removeStalePoints(db, lock);
  return counted;
}

async function count(db: Kysely<Tables>, policy: GcPolicy): Promise<GcResult> {
  const runs = await db
    .selectFrom('run')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where((run) => isOld(run, policy))
    .executeTakeFirstOrThrow();
  const files = await db
    .selectFrom('run_file')
    .innerJoin('run', 'seq', 'run_seq')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where((run) => run.or([hasOldFile(run, policy), isOld(run, policy)]))
    .executeTakeFirstOrThrow();
  return { runCount: runs.count, rawCount: files.count };
}

type RunExpression = ExpressionBuilder<Tables, 'run'>;

function isOld(run: RunExpression, { runsBeforeMs = 0, otherBranches }: GcPolicy) {
  const old = run('started_at_ms', '<', runsBeforeMs);
  if (otherBranches === undefined) return old;
  const { than, beforeMs } = otherBranches;
  const other = run.or([
    run('branch', 'is', null),
    ...(than.length > 0 ? [run('branch', 'not in', than)] : [run.val(true)]),
  ]);
  return run.or([old, run.and([run('started_at_ms', '<', beforeMs), other])]);
}

function hasOldFile(run: RunExpression, { rawBeforeMs = 0 }: GcPolicy) {
  return run('started_at_ms', '<', rawBeforeMs);
}

/** One series at a time, so that others may write in between. */
async function removeStalePoints(db: Kysely<Tables>, lock: GcOptions['lock']): Promise<void> {
  const series = await db.selectFrom('series').select(['id', 'benchmark']).execute();
  const present = await startTimes(db);
  for (const row of series) {
    const hasStale = (await readPackedPoints(db, row)).some(({ runSeq }) => !present.has(runSeq));
    if (!hasStale) continue;
    await db.transaction().execute(async (tx) => {
      await lock(tx);
      // Again, as others may have written since.
      const timeOf = await startTimes(tx);
      const points = (await readPackedPoints(tx, row)).flatMap((point) => {
        const startedAtMs = timeOf.get(point.runSeq);
        return startedAtMs === undefined ? [] : [{ ...point, startedAtMs }];
      });
      await replacePoints(tx, row.id, points);
    });
  }
}

/** Returns when each run that is there started. */
async function startTimes(db: Kysely<Tables>): Promise<Map<number, number>> {
  const runs = await db.selectFrom('run').select(['seq', 'started_at_ms']).execute();
  return new Map(runs.map(({ seq, started_at_ms }) => [seq, started_at_ms]));
}
