import type { Transaction } from 'kysely';
import { CHUNK_SIZE, type PackedPoint, packPoint } from './point-chunk.js';
import type { Tables } from './tables.js';

/** Writes all points of a series again, in the order given, and counts them; a series without points goes. */
export async function replacePoints(
  tx: Transaction<Tables>,
  seriesId: number,
  points: readonly (PackedPoint & { readonly startedAtMs: number })[],
): Promise<void> {
  await tx.deleteFrom('point_chunk').where('series_id', '=', seriesId).execute();
  if (points.length === 0) {
    await tx.deleteFrom('series').where('id', '=', seriesId).execute();
    return;
  }
  for (let start = 0; start < points.length; start += CHUNK_SIZE) {
    const data = Buffer.concat(points.slice(start, start + CHUNK_SIZE).map(packPoint));
    await tx
      .insertInto('point_chunk')
      .values({ series_id: seriesId, number: start / CHUNK_SIZE, data })
      .execute();
  }
  const times = points.map(({ startedAtMs }) => startedAtMs);
  await tx
    .updateTable('series')
    .set({
      point_count: points.length,
      first_ms: times.reduce((a, b) => Math.min(a, b)),
      last_ms: times.reduce((a, b) => Math.max(a, b)),
    })
    .where('id', '=', seriesId)
    .execute();
}
